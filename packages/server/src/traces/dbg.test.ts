import { expect, it } from 'vitest'
import { sql } from '../platform/telemetry/index.ts'
import { insertSpanRows } from './testing/stored-rows.ts'
import { plainSpan } from './testing/plain-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'
it('x', async () => {
  await using store = await openTemporaryTelemetry()
  const time = async (name: string, work: () => Promise<unknown>) => { const t = performance.now(); const c = process.cpuUsage(); await work(); const d = process.cpuUsage(c); console.log(name, Math.round(performance.now() - t), 'cpu', Math.round((d.user + d.system) / 1000)) }
  for (const n of [1, 20, 40]) {
    for (let i = 0; i < n; i++) await insertSpanRows(store, [{ ...plainSpan, spanId: String(n * 1000 + i).padStart(16, '0'), startNs: 1778760000000000000n }], { project: 'p', version: BigInt(n * 1000 + i), receivedAtMs: 1778760000000 })
    console.log(await store.query(sql`SELECT count() AS parts, any(part_type) FROM system.parts WHERE active AND table = 'spans'`, { kind: 'background' }))
    await time('delete one', () => store.command(sql`DELETE FROM spans WHERE project = 'p' AND version = ${n * 1000}`, { kind: 'background' }))
    await time('delete none', () => store.command(sql`DELETE FROM spans WHERE project = 'q'`, { kind: 'background' }))
    await time('delete in partition', () => store.command(sql`DELETE FROM spans IN PARTITION ID '202605' WHERE project = 'p' AND version = ${n * 1000 + 1}`, { kind: 'background' }))
    await time('delete in other partition', () => store.command(sql`DELETE FROM spans IN PARTITION ID '202501' WHERE project = 'p'`, { kind: 'background' }))
    await time('apply mask', () => store.command(sql`ALTER TABLE spans APPLY DELETED MASK IN PARTITION ID '202605' SETTINGS mutations_sync = 1`, { kind: 'background' }))
  }
  expect(1).toBe(1)
}, 600_000)
