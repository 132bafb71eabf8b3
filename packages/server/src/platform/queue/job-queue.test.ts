import { controlEngines } from '../control/testing/index.ts'
import { jobQueueContract } from './job-queue.contract.ts'

for (const engine of controlEngines) jobQueueContract(engine)
