import { createPawlClient } from '@pawl/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

describe('pawl deploy, promote and rollback, against a real server', () => {
  let server: RealServer
  let project = 0
  beforeAll(async () => {
    server = await startRealServer('deployments')
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    project += 1
    await call('/api/prompts', { name: 'greet', version: versionOf('Be kind to {{name}}.') })
    await call('/api/prompts/greet/versions', versionOf('Be brief with {{name}}.'))
  })

  const versionOf = (content: string) => ({
    content: { model: 'openai/gpt-4o', messages: [{ role: 'system', parts: [{ type: 'text', content }] }] },
  })
  const run = (...words: string[]) => runPawl(words, { server: server.url, project: `p${project}` })
  const json = async (...words: string[]) => JSON.parse((await run(...words, '--format', 'json')).stdout)
  const sdk = () => createPawlClient({ baseUrl: server.url, project: `p${project}` })
  async function call(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-pawl-project': `p${project}` },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }
  /** An active row that protects the prompt; nobody has run a gate over it. */
  async function protect(): Promise<void> {
    await call('/api/evaluators', {
      name: 'is_kind',
      definition: { kind: 'contains', mode: 'any', values: ['kind'] },
      examples: [],
    })
    await call('/api/datasets', { name: 'kindness', purpose: 'regression', protects: 'Kindness' })
    const row = {
      input: { variables: { name: 'Ada' }, messages: [] },
      evaluators: ['is_kind'],
      expectedBehavior: 'Kind.',
      status: 'active',
    }
    await call('/api/datasets/kindness/rows', { rows: [row] })
  }
  const live = async (environment = 'production') => {
    const options = { environment, variables: { name: 'Ada' } }
    const { version, isUnprotected } = await sdk().getPrompt('greet', options)
    return [version?.number, isUnprotected]
  }

  it('refuses with exit code 1, the reason and the command that settles it, and releases by it', async () => {
    const refused = await run('deploy', 'greet@1', '--env', 'production')
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toContain('greet@1 may not be released into production.\nNo active row could stop greet@1')
    expect(refused.stderr).toMatch(/Fix: .*pawl deploy --env production --prompt greet@1 --unprotected/)
    expect((await run('deploy', 'greet@1', '--env', 'production', '--check')).exitCode).toBe(1)
    expect(await json('deploy', 'greet@1', '--env', 'production')).toMatchObject({ isAllowed: false, gateId: null })
    expect((await run('deploy', 'greet@1', '--env', 'production', '--unprotected')).stderr).toContain('needs a reason')
    const deployed = await run('deploy', '--env', 'production', '--prompt', 'greet@1', '--unprotected', 'a first try')
    expect(deployed.exitCode).toBe(0)
    expect(deployed.stdout).toMatch(/^greet@1 deployed in production\n[\s\S]*by +unprotected: a first try\n/)
    expect(deployed.stderr).toContain('shown as unprotected')
    expect(await live()).toEqual([1, true])
  })

  it('takes an override with its reason and end, and lists it', async () => {
    await protect()
    const refused = await run('deploy', 'greet', '--env', 'production')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toMatch(
      /No gate has decided on greet@2 for production\.\nFix: pawl gate run --env production --prompt greet@2/,
    )
    expect((await run('deploy', 'greet', '--env', 'production', '--override', 'hot fix')).stderr).toContain('--until')
    const until = ['--until', '3d'] as const
    expect(
      (await run('deploy', 'greet', '--env', 'production', '--override', '--reason', 'hot fix', '--until', 'soon'))
        .exitCode,
    ).toBe(2)
    const deployed = await run('deploy', 'greet', '--env', 'production', '--override', '--reason', 'hot fix', ...until)
    expect(deployed.stdout).toMatch(/by +override by local, unverified until 20\d\d-/)
    const { overrides } = await json('overrides', 'list')
    expect(overrides).toMatchObject([{ reason: 'hot fix', environment: 'production', expiredAt: null }])
    const days = (Date.parse(overrides[0].expiresAt) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(2.9)
    expect(days).toBeLessThan(3.1)
    expect((await run('overrides', 'list', '--env', 'staging')).stdout).toContain('Nothing was let through')
  })

  it('promotes what is live elsewhere, rolls back, and lists and shows all of it', async () => {
    await run('deploy', 'greet@1', '--env', 'production', '--unprotected', 'first')
    await run('deploy', 'greet@2', '--env', 'staging', '--unprotected', 'to look at it')
    const refused = await run('promote', '--from', 'staging', '--env', 'production')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('greet@2 may not be released into production.')
    expect((await run('promote', 'bye', '--from', 'staging', '--env', 'production')).exitCode).toBe(2)
    const promoted = await run('promote', '--from', 'staging', '--env', 'production', '--unprotected', 'looked well')
    expect(promoted.stdout).toContain('greet@2 promoted in production')
    expect(await live()).toEqual([2, true])
    expect((await run('promote', '--from', 'staging', '--env', 'production', '--unprotected', 'again')).exitCode).toBe(
      2,
    )
    const back = await run('rollback', '--env', 'production', '--reason', 'too brief')
    expect(back.stdout).toMatch(/greet@1 rolled back in production\n[\s\S]*reason +too brief\n/)
    expect((await live())[0]).toBe(1)
    const list = await run('deployments', 'list', '--env', 'production')
    expect(list.stdout.match(/greet@\d/g)).toEqual(['greet@1', 'greet@2', 'greet@1'])
    const { deployments } = await json('deployments', 'list', '--limit', '1')
    const shown = await run('deployments', 'show', deployments[0].id)
    expect(shown.stdout).toContain(`before      greet@2`)
    expect((await run('deployments', 'show', 'none')).exitCode).toBe(2)
  })

  it('says what is missing where nothing, or both prompts and an agent, is named', async () => {
    expect((await run('deploy', '--env', 'production')).stderr).toContain('Nothing is named')
    expect((await run('deploy', 'greet', '--external', 'a@1', '--env', 'production')).stderr).toContain('apart')
    expect((await run('deploy', '--external', 'agent', '--env', 'production')).stderr).toContain('name@version')
    expect((await run('deploy', 'greet', '--env', 'nowhere', '--unprotected', 'x')).exitCode).toBe(2)
  })

  it('ties the traces of an application to the version that it fetched', async () => {
    await run('deploy', 'greet@2', '--env', 'production', '--unprotected', 'first')
    const { attributes, messages } = await sdk().getPrompt('greet', { variables: { name: 'Ada' } })
    expect(messages[0]?.parts).toEqual([{ type: 'text', content: 'Be brief with Ada.' }])
    const span = {
      ...{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'answer', kind: 1 },
      startTimeUnixNano: `${Date.now() - 1000}000000`,
      endTimeUnixNano: `${Date.now()}000000`,
      attributes: Object.entries(attributes).map(([key, text]) => ({ key, value: { stringValue: text } })),
    }
    await call('/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
    for (const prompt of ['greet', 'greet@2']) {
      const { traces } = await json('traces', 'list', '--prompt', prompt)
      expect(traces).toMatchObject([{ traceId: span.traceId, prompts: ['greet', 'greet@2'] }])
    }
    expect((await json('traces', 'list', '--prompt', 'greet@1')).traces).toEqual([])
  })
})
