import { sha256 } from '../platform/hash/index.ts'

/** How keys and session ids are stored. Both are 160 random bits or more: a slow password hash would add nothing. */
export const hashSecret = (secret: string): string => sha256(secret)
