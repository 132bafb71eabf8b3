import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alert, alertSchema } from '../../api/index.ts'
import { alertMessage, chatMessage, mailMessage, webhookMessage } from './index.ts'

const alertWith = (told: Partial<Alert>): Alert =>
  alertSchema.parse({
    id: 'alt_1',
    monitor: 'error-rate',
    title: 'Error rate rose from 2.1 % to 9.8 %',
    state: 'open',
    slice: null,
    direction: 'worse',
    unit: 'share',
    before: { value: 0.021, low: 0.015, high: 0.029, count: 2400 },
    now: { value: 0.098, low: 0.061, high: 0.152, count: 153 },
    changedAt: '2026-11-20T09:30:00.000Z',
    changedFrom: '2026-11-20T09:12:00.000Z',
    changedTo: '2026-11-20T09:41:00.000Z',
    detectedAt: '2026-11-20T10:02:00.000Z',
    resolvedAt: null,
    metric: { measure: 'error_rate' },
    sureness: { falseAlarmDays: 90, isConfirmed: true, sentence: 'A second test sees it too.' },
    explainedBy: [{ slice: { key: 'prompt', value: 'support@3' }, share: 0.94, before: null, now: null }],
    changes: [{ id: 'c', kind: 'deployment', at: '2026-11-20T09:29:00.000Z', title: 'support@3 is live', details: {} }],
    typical: [],
    worst: [],
    tracesQuery: 'from=2026-11-20T09%3A30%3A00.000Z&status=error',
    history: [],
    ...told,
  })
const newsOf = (told: Partial<Alert>, note = '') =>
  ({ event: 'opened', project: 'shop', alert: alertWith(told), note, publicUrl: 'https://pawl.example.com' }) as const

/** What a trace may have said, put wherever a message shows something of traces. */
const hostileNews = (text: string) =>
  newsOf({
    title: text,
    explainedBy: [{ slice: { key: 'metadata:segment', value: text }, share: 1, before: null, now: null }],
    changes: [{ id: 'c', kind: 'deployment', at: '2026-11-20T09:29:00.000Z', title: text, details: {} }],
  })
const fragments = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '@channel',
  '<!here>',
  '<@U1>',
  '](',
  'http://evil.example',
  'www.evil.example',
  '\n',
  '\r\n',
  '|',
  '`',
  '*',
  '</td>',
  '<script>',
  'a',
]
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 12 })
  .map((parts) => parts.join(''))

describe('what a channel is told', () => {
  it('is what moved, since when, where, what changed, how sure, and where to look', () => {
    const { text } = chatMessage(alertMessage(newsOf({})))
    expect(text).toBe(
      [
        '*Worse: Error rate rose from 2.1 % to 9.8 %*',
        'Since: 2026-11-20 09:30 UTC (between 2026-11-20 09:12 UTC and 2026-11-20 09:41 UTC)',
        'Usual: 2.1 % (95 %: 1.5 % to 2.9 %; 2400 observed)',
        'Since then: 9.8 % (95 %: 6.1 % to 15.2 %; 153 observed)',
        'Explained by: prompt support\u0040\u200b3: 94 % of it',
        'Changed around then: support\u0040\u200b3 is live (2026-11-20 09:29 UTC)',
        'How sure: A second test sees it too.',
        'Monitor: error-rate, project shop',
        '<https://pawl.example.com/alerts/alt_1?project=shop|Open the alert> · <https://pawl.example.com/traces?from=2026-11-20T09%3A30%3A00.000Z&amp;status=error&amp;project=shop|See its traces>',
      ].join('\n'),
    )
  })

  it('is why it is over once it is', () => {
    const { headline, facts } = alertMessage({ ...newsOf({}, 'Back for 2 hours.'), event: 'resolved' })
    expect(headline).toBe('Resolved: Error rate rose from 2.1 % to 9.8 %')
    expect(facts[0]).toEqual({ name: 'Why', text: 'Back for 2 hours.' })
  })

  it('never holds what people wrote or got', () => {
    const trace = { traceId: 'a'.repeat(32), name: 'chat', startTime: '2026-11-20T09:31:00Z', value: 1 }
    const news = newsOf({ worst: [{ ...trace, inputPreview: 'my card is 4111', outputPreview: 'thank you' }] })
    for (const told of [chatMessage(alertMessage(news)), mailMessage(alertMessage(news)), webhookMessage(news)]) {
      expect(JSON.stringify(told)).not.toMatch(/4111|thank you/)
    }
  })
})

describe('what a trace said', () => {
  it('mentions nobody in a chat, links nowhere and starts no line', () => {
    const harmless = chatMessage(alertMessage(hostileNews('x'))).text.split('\n').length
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = chatMessage(alertMessage(hostileNews(text))).text.split('\n')
        expect(lines.length).toBe(harmless)
        const links = lines.pop() ?? ''
        expect(links.match(/<[^>|]*\|/g)?.every((link) => link.startsWith('<https://pawl.example.com/'))).toBe(true)
        for (const line of lines) {
          expect(line).not.toMatch(/[<>]|@(?!\u200b)|:\/\/|\]\(|www\./i)
          expect(line.replace(/&(amp|lt|gt);/g, '')).not.toContain('&')
        }
      }),
    )
  })

  it('is text in a mail: no markup but its own', () => {
    const tagsOf = (text: string) => mailMessage(alertMessage(hostileNews(text))).html.match(/<[^>]*>/g)
    const harmless = tagsOf('x')
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(tagsOf(text)).toEqual(harmless)
      }),
    )
  })
})
