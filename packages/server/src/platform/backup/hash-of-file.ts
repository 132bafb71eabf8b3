import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** SHA-256 of what a file holds, in lower-case hex, read piece by piece. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
