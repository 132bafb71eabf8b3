import { controlEngines } from '../platform/control/testing/index.ts'
import { runsContract } from './runs.contract.ts'

// The other engine has a file of its own: a process has one embedded telemetry engine.
for (const engine of controlEngines.filter(({ name }) => name === 'PGlite')) runsContract(engine)
