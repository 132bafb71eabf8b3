import { exampleSeed, startSimulatedModel } from './simulated-model.ts'

const { baseUrl } = await startSimulatedModel({ seed: exampleSeed })
process.stdout.write(`${JSON.stringify({ baseUrl })}\n`)
// It ends with whoever started it, however that one ended.
process.stdin.on('end', () => process.exit(0)).resume()
