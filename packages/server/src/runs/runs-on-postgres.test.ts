import { controlEngines } from '../platform/control/testing/index.ts'
import { runsContract } from './runs.contract.ts'

for (const engine of controlEngines.filter(({ name }) => name !== 'PGlite')) runsContract(engine)
