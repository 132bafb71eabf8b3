import { createHash } from 'node:crypto'

/** In lower-case hex, as core's hashes are written. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
