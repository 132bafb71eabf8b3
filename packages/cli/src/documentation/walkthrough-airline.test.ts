import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import {
  deploymentListSchema,
  type GateView,
  gateListSchema,
  gateViewSchema,
  type RowView,
  rowListSchema,
  rowViewSchema,
  runListSchema,
  traceListSchema,
  trialListSchema,
} from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childEnvironment } from '../environment.ts'
import { isBuilt } from '../testing/built-program.ts'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { repositoryRoot } from './read-page.ts'

const transcripts = join(repositoryRoot, '../shared/data/tau-airline/transcripts.jsonl')
const hasTools =
  existsSync('/bin/bash') && ['/usr/bin/jq', '/usr/local/bin/jq', '/opt/homebrew/bin/jq'].some(existsSync)
const canRun = isBuilt && hasTools && existsSync(transcripts)

interface Conversation {
  readonly id: string
  readonly task_id: number
  readonly trial: number
  readonly reward: number
  readonly instruction: string
  readonly expected_actions: readonly { readonly name: string }[]
  readonly messages: readonly { readonly role: string; readonly content: string | null }[]
}

const conversations = (canRun ? readFileSync(transcripts, 'utf8').trim().split('\n') : []).map(
  (line) => JSON.parse(line) as Conversation,
)
const rewardOf = (task: number, trial: number) =>
  conversations.find((each) => each.task_id === task && each.trial === trial)?.reward

interface Block {
  readonly script: string
  readonly exitCode: number
}

/** The steps of the page in order, and how each is to end. They need data and a shell, so they are not marked as `run`. */
async function documentedBlocks(): Promise<readonly Block[]> {
  const page = await readFile(join(repositoryRoot, 'docs/walkthrough-airline.md'), 'utf8')
  return [...page.matchAll(/^```sh walk(?: exit=(\d))?\n(.*?)^```$/gms)].map(([, exitCode = '0', script = '']) => ({
    exitCode: Number(exitCode),
    script,
  }))
}

describe.skipIf(!canRun)('docs/walkthrough-airline.md (skipped without its data, bash, jq or a build)', () => {
  let server: RealServer
  let rows: readonly RowView[]
  beforeAll(async () => {
    server = await startRealServer('walkthrough')
    await mkdir(join(server.root, 'bin'))
    await symlink(join(repositoryRoot, 'examples'), join(server.root, 'examples'))
    await symlink(transcripts, join(server.root, 'transcripts.jsonl'))
    const pawl = join(server.root, 'bin/pawl')
    await writeFile(pawl, `#!/bin/sh\nexec node ${join(repositoryRoot, 'packages/cli/bin/pawl.js')} "$@"\n`)
    await chmod(pawl, 0o755)
    for (const { script, exitCode } of await documentedBlocks()) {
      const ended = await runScript(script)
      expect(ended.exitCode, `${script}\n${ended.output}`).toBe(exitCode)
    }
    const { rows: listed } = rowListSchema.parse(await ask(`/api/datasets/${dataset}/rows?status=active`))
    rows = await Promise.all(listed.map(async ({ id }) => rowViewSchema.parse(await ask(`/api/rows/${id}`))))
  }, 280_000)
  afterAll(() => server?.close())

  const dataset = 'airline_cancellation_regressions'
  const ask = async (path: string): Promise<unknown> => (await fetch(`${server.url}${path}`)).json()
  const taskOf = (rowId: string) => Number(rows.find(({ id }) => id === rowId)?.metadata.task)

  function runScript(script: string): Promise<{ exitCode: number; output: string }> {
    const path = [join(server.root, 'bin'), dirname(process.execPath), childEnvironment({}).PATH ?? '']
    const env = { PATH: path.join(delimiter), PAWL_SERVER: server.url, NO_COLOR: '1' }
    return new Promise((resolve) => {
      execFile('/bin/bash', ['-e', '-c', script], { cwd: server.root, env }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ exitCode, output: stdout + stderr })
      })
    })
  }

  /** The verdict of the newest gate of a version. */
  async function gateOf(version: string, baseline?: string): Promise<GateView> {
    const { gates } = gateListSchema.parse(await ask('/api/gates'))
    const found = gates.find(
      (gate) => gate.release.targets[0]?.version === version && gate.baseline?.targets[0]?.version === baseline,
    )
    return gateViewSchema.parse(await ask(`/api/gates/${found?.id}`))
  }
  const tasksWhere = (gate: GateView, state: string) =>
    gate.decision.rows.filter((row) => row.state === state).map(({ rowId }) => taskOf(rowId))

  it('finds what failed by its score', async () => {
    const { traces } = traceListSchema.parse(await ask('/api/traces?score=reward%3D0&metadata=trial%3D0&limit=200'))
    const failed = conversations.filter(({ trial, reward }) => trial === 0 && reward === 0)
    expect(traces.map(({ sessionId }) => sessionId).toSorted()).toEqual(failed.map(({ id }) => id).toSorted())
    expect(traces.every(({ kinds, models }) => kinds.includes('tool') || models.includes('gpt-4o'))).toBe(true)
  })

  it('makes rows of the failed ones about cancellations, with policy, tool results and the expected calls', () => {
    const about = conversations.filter(
      ({ trial, reward, instruction, expected_actions: expected }) =>
        trial === 0 &&
        reward === 0 &&
        (/cancel/i.test(instruction) || expected.some(({ name }) => name === 'cancel_reservation')),
    )
    expect(rows.map(({ metadata }) => metadata.task)).toEqual(expect.arrayContaining(about.map((each) => each.task_id)))
    expect(rows).toHaveLength(about.length)
    for (const { metadata, context, input, evaluators, observedOutput } of rows) {
      const conversation = about.find((each) => each.task_id === metadata.task)
      const results = conversation?.messages.filter(({ role }) => role === 'tool') ?? []
      expect(context.toolCalls.map(({ result }) => asText(result)).toSorted()).toEqual(
        results.map(({ content }) => asText(content)).toSorted(),
      )
      expect(JSON.stringify(context.systemInstructions)).toContain('Airline Agent Policy')
      const asked = conversation?.messages.find(({ role }) => role === 'user')?.content
      expect(input.messages).toMatchObject([{ role: 'user', parts: [{ content: asked }] }])
      expect(metadata.expectedToolCalls).toEqual(conversation?.expected_actions)
      expect(evaluators).toEqual(['right_changes'])
      expect(observedOutput).not.toBeNull()
    }
  })

  it('judges every recorded trial as its reward says', async () => {
    const { runs } = runListSchema.parse(await ask('/api/runs'))
    const { trials } = trialListSchema.parse(await ask(`/api/runs/${runs.at(-1)?.id}/trials?limit=200`))
    expect(trials).toHaveLength(rows.length * 3)
    for (const { rowId, trial, status } of trials) {
      expect(`${taskOf(rowId)} ${trial} ${status}`).toBe(
        `${taskOf(rowId)} ${trial} ${rewardOf(taskOf(rowId), trial) === 1 ? 'pass' : 'fail'}`,
      )
    }
  })

  it('passes what the answer key does, and fails what the agent did, by a row that it never solved', async () => {
    expect(tasksWhere(await gateOf('answer-key'), 'holds')).toHaveLength(rows.length)
    const gate = await gateOf('gpt-4o')
    const broken = tasksWhere(gate, 'broken')
    expect(gate.verdict).toBe('fail')
    expect(broken).toHaveLength(1)
    expect([1, 2, 3].map((trial) => rewardOf(broken[0] ?? -1, trial))).toEqual([0, 0, 0])
    expect(tasksWhere(gate, 'holds').every((task) => [1, 2, 3].every((trial) => rewardOf(task, trial) === 1))).toBe(
      true,
    )
  })

  it('cannot tell from one day alone', async () => {
    const gate = await gateOf('one-day')
    expect(gate.verdict).toBe('inconclusive')
    expect([...tasksWhere(gate, 'broken'), ...tasksWhere(gate, 'holds')]).toEqual([])
  })

  it('fails a version by a row that worked on the one before it, and lets the answer key go live', async () => {
    const wednesday = await gateOf('wednesday', 'tuesday')
    const [broken = -1, ...others] = tasksWhere(wednesday, 'broken')
    expect(wednesday.verdict).toBe('fail')
    expect(others).toEqual([])
    expect([1, 2].map((trial) => rewardOf(broken, trial))).toEqual([1, 0])
    expect(await gateOf('answer-key', 'tuesday')).toMatchObject({ verdict: 'pass' })
    const { deployments } = deploymentListSchema.parse(await ask('/api/deployments'))
    expect(deployments[0]).toMatchObject({ release: { targets: [{ version: 'answer-key' }] } })
  })
})

/** The same JSON, however it was written; a tool that answered nothing has no result. */
function asText(value: unknown): string {
  if (value === '') return 'null'
  if (typeof value !== 'string') return JSON.stringify(value)
  try {
    return JSON.stringify(JSON.parse(value))
  } catch {
    return value
  }
}
