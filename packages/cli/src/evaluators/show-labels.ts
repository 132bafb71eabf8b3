import { type EvaluatorAccuracy, evaluatorAccuracySchema, type LabelQueue, labelQueueSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'
import { evaluatorPath } from './evaluator-calls.ts'

/** How an evaluator agrees with people, and how many outputs wait to be labelled. */
export async function showLabels(context: CommandContext, evaluator: string): Promise<void> {
  const { api } = context
  const accuracy = await api.fetchAnswer(`${evaluatorPath(evaluator)}/accuracy`, evaluatorAccuracySchema)
  const query = { evaluator, limit: 1 }
  const { waitingCount, labelledCount } = await api.fetchAnswer('/api/labels/queue', labelQueueSchema, { query })
  context.printResult({ accuracy, waitingCount, labelledCount }, () =>
    render(accuracy, { waitingCount, labelledCount }),
  )
}

function render(accuracy: EvaluatorAccuracy, queue: Pick<LabelQueue, 'waitingCount' | 'labelledCount'>): string {
  const { kappa, orderSwap, passRate } = accuracy
  const { judged, corrected } = passRate
  const decided = judged.passed + judged.failed
  const lines: [string, string][] = [
    ['labels', `${queue.labelledCount} labelled, ${queue.waitingCount} waiting, ${accuracy.comparedCount} compared`],
    ['agreement', withInterval(kappa.kappa, kappa.interval, 'κ ')],
    ['sensitivity', withInterval(accuracy.sensitivity.rate, accuracy.sensitivity.interval)],
    ['specificity', withInterval(accuracy.specificity.rate, accuracy.specificity.interval)],
    ['orders', orderSwap === null ? '' : `${withInterval(orderSwap.rate, orderSwap.interval)} the same in both`],
    [
      'pass rate',
      `${decided === 0 ? 'none' : (judged.passed / decided).toFixed(2)} by itself, ${withInterval(corrected.rate, corrected.interval)} corrected`,
    ],
    ['fitness', accuracy.reason],
  ]
  const shown = lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(13)}${safeLine(value)}\n`)
  return `${safeLine(`${accuracy.evaluator}@${accuracy.number}`)}\n${shown.join('')}`
}

function withInterval(
  rate: number | null,
  { low, high }: { readonly low: number; readonly high: number },
  sign = '',
): string {
  return rate === null ? 'not known yet' : `${sign}${rate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
}
