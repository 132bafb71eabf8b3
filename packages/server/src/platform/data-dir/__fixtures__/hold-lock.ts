// Takes the lock on the directory named by its argument, says so on a line of its own, and holds it until it is killed.
import { lockDataDir } from '../lock-data-dir.ts'

const [, , dataDir = ''] = process.argv
try {
  await lockDataDir(dataDir)
  console.log('locked')
  setInterval(() => undefined, 1000)
} catch (error) {
  console.log(`refused: ${error instanceof Error ? error.message : String(error)}`)
}
