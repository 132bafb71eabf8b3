import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Recorded payloads and data sets live beside the repository, not in it; tests that need them say so when they are absent. */
const root = fileURLToPath(new URL('../../../../../shared/', import.meta.url))

export const hasSharedData = existsSync(root)

export function readShared(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Paths below `folder`, relative to the shared root, of the files whose names end in `suffix`. */
export function listShared(folder: string, suffix: string): string[] {
  if (!hasSharedData) return []
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name))
    .sort()
}
