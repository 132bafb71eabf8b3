import { createHash } from 'node:crypto'

/** How keys and session ids are stored. Both are 160 random bits or more: a slow password hash would add nothing. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
