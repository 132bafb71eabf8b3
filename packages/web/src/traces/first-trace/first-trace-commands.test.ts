import { describe, expect, it } from 'vitest'
import { curlCommand, environmentCommand, nodeCommand, pythonCommand } from './first-trace-commands.ts'

const target = {
  httpUrl: 'http://localhost:4318',
  needsKey: false,
  nowMs: Date.parse('2026-11-22T21:30:00Z'),
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
}

describe('the commands of the empty page', () => {
  it.each([curlCommand, environmentCommand, pythonCommand, nodeCommand])('are exactly three lines (%o)', (command) => {
    expect(command(target).split('\n')).toHaveLength(3)
    expect(command({ ...target, needsKey: true }).split('\n')).toHaveLength(3)
  })

  it('send one OTLP span that a shell passes on unharmed', () => {
    const [, quoted] = /-d '(.*)'$/.exec(curlCommand(target)) ?? []
    expect(quoted).not.toContain("'")
    const body = JSON.parse(quoted ?? '')
    const [span] = body.resourceSpans[0].scopeSpans[0].spans
    expect(span).toMatchObject({
      traceId: target.traceId,
      spanId: target.spanId,
      endTimeUnixNano: '1795383000000000000',
    })
  })

  it('leave a place for the key only where one is needed', () => {
    expect(curlCommand(target)).not.toContain('YOUR_KEY')
    expect(curlCommand({ ...target, needsKey: true })).toContain('authorization: Bearer YOUR_KEY')
  })
})
