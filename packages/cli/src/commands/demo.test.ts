import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBuilt, startProgram } from '../testing/built-program.ts'

describe.skipIf(!isBuilt)('pawl demo (skipped before `npm run build`)', () => {
  it('runs the example, reads every trace back, notices a shift, proves a row from one that failed, stops a relapse by it, ships the fix, shows the metric back, and says where to look', {
    timeout: 180_000,
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
      expect(result.alertTitle).toMatch(/^Pass rate of helpful fell from [89]\d(\.\d)? % to \d\d(\.\d)? %$/)
      expect(result.alert).toMatch(/\/alerts\/alt_[0-9a-f]+$/)
      expect(result.monitor).toMatch(/\/monitors\/customers-are-helped$/)
      expect(stderr).toMatch(/release 1\.4\.0 explains \d+ % of it/)
      expect(result.evidence).toMatch(/\/traces\/[0-9a-f]{32}$/)
      expect(result.failing).toMatch(/\/traces\/[0-9a-f]{32}$/)
      expect(stderr).toMatch(/support-\d{3} {1,2}\w+: /)
      expect(result).toMatchObject({ verdict: 'taught', beforePassRate: 0, afterPassRate: 1 })
      expect(result.row).toMatch(/\/rows\/[^/]+$/)
      expect(result.comparison).toMatch(/\/runs\/[^/]+\/compare\/[^/]+$/)
      expect(result.promptDiff).toContain('/prompts/support_agent?')
      expect(stderr).toContain('Run support_agent@1: 50.0 %')
      expect(stderr).toContain('Run support_agent@2, which allows no exceptions: 100.0 %')
      expect(stderr).toContain('Compared row by row: 1 fixed, 1 still passing')
      expect(stderr).toMatch(
        /Gate of support_agent@3: fail after \d+ trials\. Row \S+ of refund_policy_regressions is broken/,
      )
      expect(stderr).toMatch(/It cannot be deployed\./)
      expect(stderr).toMatch(/Gate of support_agent@2: pass after \d+ trials/)
      expect(stderr).toMatch(/The agent fetched support_agent@2 and answers: "I am sorry, this cannot be refunded/)
      expect(result.recoveredRate).toBeGreaterThan(0.85)
      expect(stderr).toMatch(/\d+\.\d % of those who say so were helped/)
      expect(stderr).toContain('The alert is resolved')
      expect(result.failedGate).toMatch(/\/gates\/[^/]+$/)
      expect(result.passedGate).not.toBe(result.failedGate)
      expect(result.releases).toMatch(/\/releases\/production$/)
      expect(result.mended).toMatch(/\/traces\/[0-9a-f]{32}$/)
      expect(await readdir(directory)).toEqual(['.pawl-demo'])
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
