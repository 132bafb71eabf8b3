import type { GateVerdict } from '@pawl/core'
import type { GateDeps } from './gate-deps.ts'
import type { RowFacts } from './row-facts.ts'
import type { TrialPool } from './trial-pool.ts'

/** What a gate is driven with. */
export interface DriverContext extends GateDeps {
  readonly rowFacts: RowFacts
  readonly pool: TrialPool
}

/** What the use cases of this folder work on. */
export interface GateContext extends DriverContext {
  readonly drivers: Drivers
}

/** Those of this process. */
export interface Drivers {
  /** Has a gate driven, by this process or another one. */
  wake(project: string, id: string): Promise<void>
  /** As far as its trials say; undefined where it is not driven here. */
  decisionOf(id: string): GateVerdict | undefined
  /** Its trials until now; undefined where it is not driven here. */
  tallyOf(id: string): number | undefined
  /** Ends the calls of a gate that was cancelled; resolves when what it came to is stored. */
  end(project: string, id: string): Promise<void>
}
