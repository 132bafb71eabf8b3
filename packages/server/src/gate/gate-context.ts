import type { GateDeps } from './gate-deps.ts'
import type { GateDrivers } from './gate-drivers.ts'
import type { RowFacts } from './row-facts.ts'

/** What the use cases of this folder work on. */
export interface GateContext extends GateDeps {
  readonly rowFacts: RowFacts
  readonly drivers: GateDrivers
}
