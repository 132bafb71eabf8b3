/** Token figures as a producer counted them. */
export interface RawUsage {
  readonly input?: number | undefined
  readonly output?: number | undefined
  readonly cacheRead?: number | undefined
  readonly cacheWrite?: number | undefined
  readonly reasoning?: number | undefined
  readonly total?: number | undefined
  /** Whether `input` has the cached tokens inside. Inclusive unless said otherwise. */
  readonly convention?: 'inclusive' | 'exclusive' | undefined
  /** True where `output` does not have the reasoning tokens inside. */
  readonly excludesReasoning?: boolean | undefined
}
