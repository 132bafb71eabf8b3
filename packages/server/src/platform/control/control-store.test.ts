import { controlStoreContract } from './control-store.contract.ts'
import { controlEngines } from './testing/index.ts'

for (const engine of controlEngines) controlStoreContract(engine)
