import type { StoredSecret } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { startContractServer } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const stored: StoredSecret = {
  name: 'AGENT_KEY',
  ...{ source: 'stored', isReadable: true, updatedAt: '2026-03-01T12:00:00.000Z', updatedBy: 'Ada' },
  usedBy: [{ kind: 'agent', name: 'clerk', environment: 'production' }],
}
const value = 'tr0ub4dor&3'

describe('pawl secrets', () => {
  it('sets a value that is piped in, typed or in a variable, and never one of the command line', async () => {
    await using server = await startContractServer({ 'PUT /api/secrets/AGENT_KEY': { body: stored } })
    const set = (words: readonly string[], options: Parameters<typeof runPawl>[1]) =>
      runPawl(['secrets', 'set', 'AGENT_KEY', ...words], { ...options, server: server.url })
    const piped = await set([], { stdin: `${value}\n` })
    await set([], { columns: 80, typed: `${value}\r` })
    await set(['--value-env', 'MY_KEY'], { variables: { MY_KEY: value } })
    expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([{ value }, { value }, { value }])
    expect(piped.stdout).toBe('AGENT_KEY is set. Write ${secrets.AGENT_KEY} where it is needed.\n')
    expect((await set([value], {})).exitCode).toBe(2)
    expect(await set(['--value-env', 'NO_KEY'], {})).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('NO_KEY'),
    })
  })

  it('lists what names a secret, and what is missing', async () => {
    const missing = [{ name: 'LOST_KEY', usedBy: [{ kind: 'evaluator', name: 'polite' }] }]
    await using server = await startContractServer({ 'GET /api/secrets': { body: { secrets: [stored], missing } } })
    const { stdout, stderr } = await runPawl(['secrets', 'list'], { server: server.url, columns: 120 })
    expect(stdout).toMatch(/AGENT_KEY +2026-03-01 12:00 UTC +Ada +agent clerk in production/)
    expect(stderr).toContain('LOST_KEY is not set, although evaluator polite names it: pawl secrets set LOST_KEY')
  })

  it('says what fails once a secret is deleted', async () => {
    const body = { name: 'AGENT_KEY', usedBy: stored.usedBy }
    await using server = await startContractServer({ 'DELETE /api/secrets/AGENT_KEY': { body } })
    const { stdout, stderr } = await runPawl(['secrets', 'delete', 'AGENT_KEY'], { server: server.url })
    expect(stdout).toBe('Deleted AGENT_KEY.\n')
    expect(stderr).toContain('agent clerk in production')
  })
})
