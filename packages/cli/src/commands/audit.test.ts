import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditList } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startContractServer } from '../testing/contract-server.ts'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

describe('pawl audit and pawl webhooks, against a real server', () => {
  let server: RealServer
  beforeAll(async () => {
    server = await startRealServer('audit')
  })
  afterAll(() => server.close())

  const run = (...words: string[]) => runPawl(words, { server: server.url })
  const json = async (...words: string[]) => JSON.parse((await run(...words, '--format', 'json')).stdout)

  it('adds, lists and removes webhooks, whose secret is shown once', async () => {
    const added = await run(
      'webhooks',
      'add',
      'https://example.com/hook',
      '--event',
      'gate.finished',
      '--description',
      'CI',
    )
    expect(added.exitCode).toBe(0)
    expect(added.stdout).toMatch(/^whsec_\S+\n$/)
    const list = await run('webhooks', 'list')
    expect(list.stdout).toMatch(/https:\/\/example\.com\/hook +gate\.finished +CI/)
    expect(list.stdout).not.toContain('whsec_')
    const { webhooks } = await json('webhooks', 'list')
    const id = webhooks[0].id as string
    expect((await run('webhooks', 'deliveries', id)).stdout).toBe('Nothing has been sent.\n')
    expect((await run('webhooks', 'replay', id, 'none')).exitCode).toBe(2)
    expect((await run('webhooks', 'remove', id)).stdout).toBe(`Removed ${id}.\n`)
    expect((await run('webhooks', 'list')).stdout).toContain('There is no webhook')
    expect(await run('webhooks', 'add', 'ftp://example.com')).toMatchObject({ exitCode: 2, stdout: '' })
  })

  it('lists the audit log and verifies it, also against heads that were kept elsewhere', async () => {
    await run('webhooks', 'add', 'https://example.com/first')
    const { stdout: line } = await run('audit', 'head')
    const early = await json('audit', 'head')
    expect(line).toBe(`${early.sequence}:${early.hash}\n`)
    await run('webhooks', 'add', 'https://example.com/second')
    const listed = await run('audit', 'list', '--action', 'webhook', '--limit', '1')
    expect(listed.stdout).toMatch(/webhook\.created/)
    expect(listed.stderr).toContain('--cursor')
    const heads = join(server.root, 'heads.txt')
    await writeFile(
      heads,
      `release of Monday ${line}${JSON.stringify({ type: 'gate.finished', data: { auditHead: early } })}\n`,
    )
    const verified = await run('audit', 'verify', '--head', line.trim(), '--heads', heads)
    expect(verified.exitCode).toBe(0)
    expect(verified.stdout).toMatch(
      /^The audit log is intact: \d+ entries, and 3 published heads fit\.\nHead: \d+:[0-9a-f]{64}\n$/,
    )
    expect((await run('audit', 'verify')).stderr).toContain('heads kept elsewhere')
  })

  it('finds here, whatever the server says of itself, that an entry was changed, the end cut, or all written anew', async () => {
    const list: AuditList = await json('audit', 'list', '--limit', '1000')
    const head = `${list.head.sequence}:${list.head.hash}`
    const answering = async (entries: AuditList['entries'], ...words: string[]) => {
      await using liar = await startContractServer({ 'GET /api/audit': { body: { ...list, entries } } })
      return await runPawl(['audit', 'verify', ...words], { server: liar.url })
    }
    expect(await answering(list.entries, '--head', head)).toMatchObject({ exitCode: 0 })
    const changed = list.entries.map((entry, index) => (index === 0 ? { ...entry, who: 'Eve' } : entry))
    const found = await answering(changed, '--head', head)
    expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('it was changed') })
    const cut = await answering(list.entries.slice(1), '--head', head)
    expect(cut).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('its end was cut off') })
    expect(await answering(list.entries.slice(1))).toMatchObject({ exitCode: 0 })
    const other = head.replace(/[0-9a-f]{64}/, 'ab'.repeat(32))
    const anew = await answering(list.entries, '--head', other)
    expect(anew).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('written anew') })
  })

  it('refuses a head that is none and a file without any', async () => {
    const empty = join(server.root, 'empty.txt')
    await writeFile(empty, 'nothing\n')
    expect((await run('audit', 'verify', '--head', '12')).stderr).toContain('<sequence>:<hash>')
    expect((await run('audit', 'verify', '--heads', empty)).stderr).toContain('There is no head')
    expect((await run('audit', 'verify', '--heads', join(server.root, 'none.txt'))).exitCode).toBe(2)
  })
})
