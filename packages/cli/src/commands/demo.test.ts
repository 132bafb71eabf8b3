import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBuilt, startProgram } from '../testing/built-program.ts'

describe.skipIf(!isBuilt)('pawl demo (skipped before `npm run build`)', () => {
  it('runs the example, reads every trace back, proves a row from one that failed, and says where to look', {
    timeout: 120_000,
  }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pawl-demo-'))
    try {
      const running = startProgram(['demo', '--fast', '--port', '0', '--format', 'json'], { cwd: directory })
      const { exitCode, stdout, stderr } = await running.ended
      expect(exitCode, stderr).toBe(0)
      const result = JSON.parse(stdout)
      expect(result).toMatchObject({ conversations: 40, feedback: 14 })
      expect(result.turns).toBeGreaterThan(50)
      expect(result.traces).toMatch(/^http:\/\/[^/]+\/traces$/)
      expect(result.failing).toMatch(/\/traces\/[0-9a-f]{32}$/)
      expect(stderr).toContain('李娜')
      expect(result).toMatchObject({ verdict: 'taught', beforePassRate: 0, afterPassRate: 1 })
      expect(result.row).toMatch(/\/rows\/[^/]+$/)
      expect(result.comparison).toMatch(/\/runs\/[^/]+\/compare\/[^/]+$/)
      expect(result.promptDiff).toContain('/prompts/support_agent?')
      expect(stderr).toContain('Run support_agent@1: 50.0 %')
      expect(stderr).toContain('Run support_agent@2, which allows no exceptions: 100.0 %')
      expect(stderr).toContain('Compared row by row: 1 fixed, 1 still passing')
      expect(await readdir(directory)).toEqual(['.pawl-demo'])
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
