import type { ChangeMark, MetricInterval, SliceOfShift, TimeSpan } from '@pawl/core'
import type { EvidenceRequest, FoundEvidence } from '../alerts-context.ts'
import type { EvidenceReader } from './evidence-reader.ts'
import { findExamples } from './find-examples.ts'
import { findExplanation } from './find-explanation.ts'

const hourMs = 3_600_000
const mostChanges = 10

/** From what to what, where, what else changed then, and which traces show it. */
export async function gatherEvidence(reader: EvidenceReader, request: EvidenceRequest): Promise<FoundEvidence> {
  const { project, metric, finding } = request
  const { slice, change, after } = finding
  const before = finding.before ?? justBefore(change.atMs, after)
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
      changes: await changesAround(reader, project, change),
    },
    traces: await findExamples(reader, request),
  }
}

/** What is new, or gone, has no figure that moved. */
const hasFigures = ({ finding: { kind } }: EvidenceRequest): boolean => kind === 'shift' || kind === 'threshold'

/** As long as what came since, and a day at least. */
const justBefore = (atMs: number, { fromMs, toMs }: TimeSpan): TimeSpan => ({
  fromMs: atMs - Math.max(24 * hourMs, toMs - fromMs),
  toMs: atMs,
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

/** From somewhat before the earliest moment that it may have begun at, to the latest; nearest first. */
async function changesAround(
  reader: EvidenceReader,
  project: string,
  { atMs, fromMs, toMs }: EvidenceRequest['finding']['change'],
): Promise<ChangeMark[]> {
  const marginMs = Math.max(hourMs, (toMs - fromMs) / 2)
  const range = { from: new Date(fromMs - marginMs), to: new Date(toMs + hourMs / 4) }
  const marks = await reader.listChanges({ project, ...range })
  const distanceMs = (mark: ChangeMark) => Math.abs(Date.parse(mark.at) - atMs)
  return [...marks].sort((a, b) => distanceMs(a) - distanceMs(b)).slice(0, mostChanges)
}
