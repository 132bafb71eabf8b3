// The thread's start when Pawl runs from its sources, as in tests: Node 20 reads no TypeScript, and a loader given on
// the command line does not reach threads. Not part of the build.
import { register } from 'tsx/esm/api'

register()
await import('./yaml-worker.ts')
