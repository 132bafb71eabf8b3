import type { TraceFilter } from '../../traces/index.ts'
import type { OnlineEvaluation } from '../api/online-messages.ts'

type Filtered = Pick<OnlineEvaluation, 'filter' | 'target'>

/** What only a whole trace has: its spans may leave these out. */
const traceFields = ['session', 'user', 'environment', 'release', 'tag', 'metadata', 'score'] as const
/** What any span of a trace may have; a trace without such a span has nothing to judge. */
const narrowingFields = ['name', 'kind', 'model', 'provider', 'tool', 'service', 'prompt'] as const

/** The traces in which there may be something to judge; where whole traces are judged, exactly those. Trials of runs never are. */
export function traceFilterOf({ filter, target }: Filtered): TraceFilter {
  if (target.kind === 'trace') return { ...filter, runs: 'exclude' }
  const ofSpans = spanFieldsOf({ filter, target })
  return { ...pick(filter, traceFields), ...pick(ofSpans, narrowingFields), runs: 'exclude' }
}

/** Of such a trace the spans that are judged. */
export function spanFilterOf(of: Filtered): TraceFilter {
  return { ...spanFieldsOf(of), runs: 'exclude' }
}

function spanFieldsOf({ filter, target }: Filtered): OnlineEvaluation['filter'] {
  const { session: _session, user: _user, environment: _environment, release: _release, ...rest } = filter
  const { tag: _tag, metadata: _metadata, score: _score, ...own } = rest
  if (target.kind === 'trace') return own
  return {
    ...own,
    ...(target.spanKind === undefined ? {} : { kind: [target.spanKind] }),
    ...(target.name === undefined || target.name === '' ? {} : { name: [target.name] }),
  }
}

function pick<Key extends keyof OnlineEvaluation['filter']>(
  filter: OnlineEvaluation['filter'],
  keys: readonly Key[],
): Pick<OnlineEvaluation['filter'], Key> {
  return Object.fromEntries(keys.flatMap((key) => (filter[key] === undefined ? [] : [[key, filter[key]]]))) as Pick<
    OnlineEvaluation['filter'],
    Key
  >
}
