import type { MetricInterval, SliceOfShift, TimeSpan } from '@pawl/core'
import type { EvidenceRequest, FoundEvidence } from '../alerts-context.ts'
import type { EvidenceReader } from './evidence-reader.ts'
import { findExamples } from './find-examples.ts'
import { findExplanation } from './find-explanation.ts'

const hourMs = 3_600_000

/** From what to what, where, and which traces show it. */
export async function gatherEvidence(reader: EvidenceReader, request: EvidenceRequest): Promise<FoundEvidence> {
  const { project, metric, finding } = request
  const { slice, after } = finding
  const before = finding.before ?? justBefore(after)
  const interval = ({ fromMs, toMs }: TimeSpan) =>
    reader.readMetricInterval(project, { metric, slice, fromMs, toMs: Math.max(toMs, fromMs + 60_000) })
  const [usual, now] = hasFigures(request) ? [await interval(before), await interval(after)] : [null, null]
  const explanation = await findExplanation(reader, { ...request, before })
  return {
    evidence: {
      // Of a fixed threshold nothing was learned.
      before: finding.kind === 'threshold' ? null : usual,
      now,
      explainedBy: await withFigures(explanation, reader, { ...request, before }),
    },
    traces: await findExamples(reader, request),
  }
}

/** What is new, or gone, has no figure that moved. */
const hasFigures = ({ finding: { kind } }: EvidenceRequest): boolean => kind === 'shift' || kind === 'threshold'

/** As long as what came since, and a day at least; of a threshold, what came before the window that crossed it. */
const justBefore = ({ fromMs, toMs }: TimeSpan): TimeSpan => ({
  fromMs: fromMs - Math.max(24 * hourMs, toMs - fromMs),
  toMs: fromMs,
})

type Explained = FoundEvidence['evidence']['explainedBy'][number]

async function withFigures(
  slices: readonly SliceOfShift[],
  reader: EvidenceReader,
  { project, metric, finding, before }: EvidenceRequest & { readonly before: TimeSpan },
): Promise<Explained[]> {
  const explained: Explained[] = []
  for (const { slice, share } of slices) {
    const interval = (span: TimeSpan): Promise<MetricInterval | null> =>
      reader.readMetricInterval(project, { metric, slice, ...span })
    explained.push({ slice, share, before: await interval(before), now: await interval(finding.after) })
  }
  return explained
}
