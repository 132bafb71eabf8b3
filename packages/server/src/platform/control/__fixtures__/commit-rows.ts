// Commits one row after another and says the number of each once it is committed, until it is killed.
import { createLogger } from '../../log/index.ts'
import { openControlStore } from '../open-control-store.ts'

const [, , dataDir = '', postgresUrl = ''] = process.argv
const log = createLogger({ level: 'error', write: (line) => process.stderr.write(`${line}\n`) })
const store = await openControlStore({ dataDir, postgresUrl: postgresUrl === '' ? null : postgresUrl }, { log })
for (let number = 0; ; number++) {
  await store.transaction((transaction) => transaction.insertInto('projects').values({ name: `row-${number}` }).execute())
  process.stdout.write(`${number}\n`)
}
