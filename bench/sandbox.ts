import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Sandbox } from '@pawl/server'
import { option, quantile, random, report, vocabulary, zipfText } from './workload.ts'

// How many times a second an evaluator's code reads a field of a conversation, and what an endless loop does meanwhile.
const calls = option('calls', { full: 20_000, smoke: 200 })
const concurrency = option('concurrency', { full: 50, smoke: 5 })
const limitMs = option('limit-ms', { full: 1000, smoke: 200 })

const next = random(5)
const words = vocabulary(7)
const message = (role: string, bytes: number) => ({
  role,
  parts: [{ type: 'text', content: zipfText(words, next, bytes) }],
})
const subjects = Array.from({ length: 100 }, () => {
  const messages = Array.from({ length: 6 }, (_, i) => message(i % 2 === 0 ? 'user' : 'assistant', 220))
  return JSON.stringify({ input: { messages }, output: { text: `Your refund. ${zipfText(words, next, 200)}` } })
})
report(
  'sandbox.subject_bytes',
  quantile(
    subjects.map((subject) => subject.length),
    0.5,
  ),
  'bytes',
)

const sandbox = new Sandbox()
const reading = `(subject) => subject.output.text.includes('refund')`
const run = (source: string, index: number) =>
  sandbox.run({
    type: 'code',
    source,
    subject: subjects[index % subjects.length] ?? '',
    timeoutMs: limitMs,
    memoryMb: 32,
  })

async function runMany(count: number): Promise<number> {
  let begun = 0
  const started = performance.now()
  const work = async () => {
    while (begun < count) {
      const answer = await run(reading, begun++)
      if (answer.type !== 'answer' || answer.value !== true) throw new Error(`wrong: ${JSON.stringify(answer)}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return count / ((performance.now() - started) / 1000)
}

// Threads start, and the engine's code is compiled.
await runMany(Math.min(1000, calls))
const rates = [await runMany(calls / 2), await runMany(calls / 2), await runMany(calls / 2)]
report('sandbox.calls_per_s', quantile(rates, 0.5), 'calls/s')

// One call alone: what a person waits who tries an evaluator.
const alone: number[] = []
for (let i = 0; i < 200; i++) {
  const started = performance.now()
  await run(reading, i)
  alone.push(performance.now() - started)
}
report('sandbox.call_p50_ms', quantile(alone, 0.5), 'ms')

const loop = monitorEventLoopDelay({ resolution: 1 })
loop.enable()
const started = performance.now()
const endless = run('() => { for (;;); }', 0).then((answer) => ({ answer, ms: performance.now() - started }))
const meanwhile = await runMany(Math.min(1000, calls))
const { answer, ms } = await endless
loop.disable()
if (answer.type === 'answer') throw new Error('an endless loop answered')
report('sandbox.endless_loop_over_limit_ms', ms - limitMs, 'ms')
report('sandbox.calls_per_s_beside_endless_loop', meanwhile, 'calls/s')
report('sandbox.loop_delay_p99_ms', loop.percentile(99) / 1e6, 'ms')
await sandbox.close()
process.exit(0)
