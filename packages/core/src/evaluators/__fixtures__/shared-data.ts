import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Recorded data lies beside the repository, not in it; tests that need it say so when it is absent. */
const root = fileURLToPath(new URL('../../../../../../shared/data/', import.meta.url))

export const hasSharedData = existsSync(root)

export function readShared(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export function listShared(folder: string): string[] {
  return hasSharedData ? readdirSync(join(root, folder)).sort() : []
}
