import { openChdb, SqlText } from '@pawl/server'

// Lets the parts of a filled directory merge again, up to a size past which the engine would be at it for minutes: what
// comes in from now on is merged as it always is. Argument: the directory.
const store = await openChdb(process.argv[2] ?? '')
for (const table of ['spans', 'traces']) {
  const sizes = 'max_bytes_to_merge_at_max_space_in_pool = 200000000, max_bytes_to_merge_at_min_space_in_pool = 1048576'
  await store.command(new SqlText(`ALTER TABLE ${table} MODIFY SETTING ${sizes}`), { kind: 'background' })
}
await store.close()
process.exit(0)
