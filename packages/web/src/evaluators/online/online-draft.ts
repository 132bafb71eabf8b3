import { type OnlineEvaluation, onlineEvaluationSchema, type SpanKind } from '@pawl/core'
import { type FilterSearch, parseFilterSearch } from '../../traces/index.ts'

/** How an evaluator judges live traces, as it is typed. */
export interface OnlineDraft {
  /** '' for the newest, always. */
  readonly version: string
  readonly target: 'trace' | 'spans'
  /** '' for any. */
  readonly spanKind: SpanKind | ''
  readonly spanName: string
  readonly filter: FilterSearch
  /** Percent; '' for what fits its cost. */
  readonly sharePercent: string
  readonly allErrors: boolean
  readonly delaySeconds: string
  /** US dollars; '' for none. */
  readonly cap: string
  readonly isEnabled: boolean
}

export const newOnlineDraft: OnlineDraft = {
  version: '',
  target: 'trace',
  spanKind: '',
  spanName: '',
  filter: {},
  sharePercent: '',
  allErrors: false,
  delaySeconds: '30',
  cap: '',
  isEnabled: true,
}

export function onlineDraftOf(definition: OnlineEvaluation): OnlineDraft {
  const { evaluator, target, filter, share, capUsdPerDay, allErrors, delaySeconds, isEnabled } = definition
  const at = evaluator.lastIndexOf('@')
  return {
    version: at > 0 ? evaluator.slice(at + 1) : '',
    target: target.kind,
    spanKind: target.kind === 'spans' ? (target.spanKind ?? '') : '',
    spanName: target.kind === 'spans' ? (target.name ?? '') : '',
    filter: parseFilterSearch(filter),
    sharePercent: share === null ? '' : String(Number((share * 100).toPrecision(6))),
    delaySeconds: String(delaySeconds),
    cap: capUsdPerDay === null ? '' : String(capUsdPerDay),
    ...{ allErrors, isEnabled },
  }
}

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text.replace(/[$%,\s]/g, '')))

const fieldOf: Readonly<Record<string, keyof OnlineDraft>> = {
  share: 'sharePercent',
  delaySeconds: 'delaySeconds',
  capUsdPerDay: 'cap',
  'target.name': 'spanName',
}

export interface ReadOnline {
  /** Undefined while something is wrong. */
  readonly definition: OnlineEvaluation | undefined
  readonly issues: Readonly<Partial<Record<keyof OnlineDraft | 'other', string>>>
}

/** What a draft says of the evaluator, or what is wrong with it by field. */
export function readOnlineDraft(name: string, draft: OnlineDraft): ReadOnline {
  const { range: _range, from: _from, to: _to, id: _id, runs: _runs, ...filter } = draft.filter
  const percent = numberOf(draft.sharePercent)
  const spanName = draft.spanName.trim()
  const parsed = onlineEvaluationSchema.safeParse({
    evaluator: draft.version === '' ? name : `${name}@${draft.version}`,
    target:
      draft.target === 'trace'
        ? { kind: 'trace' }
        : {
            kind: 'spans',
            ...(draft.spanKind !== '' && { spanKind: draft.spanKind }),
            ...(spanName !== '' && { name: spanName }),
          },
    filter,
    share: percent === null ? null : Number((percent / 100).toPrecision(6)),
    allErrors: draft.allErrors,
    delaySeconds: numberOf(draft.delaySeconds) ?? Number.NaN,
    capUsdPerDay: numberOf(draft.cap),
    isEnabled: draft.isEnabled,
  })
  const issues: Record<string, string> = {}
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = fieldOf[path.join('.')] ?? 'other'
    issues[field] ??= field === 'other' ? `${path.join('.')}: ${message}` : message
  }
  return { definition: parsed.data, issues }
}
