import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Finding, ok, problem } from './finding.ts'

export interface DataDirCheck {
  readonly finding: Finding
  /** The directory, or the nearest one above it that exists. */
  readonly existing: string
}

export async function checkDataDir(dataDir: string): Promise<DataDirCheck> {
  const wanted = resolve(dataDir)
  const existing = await nearestExisting(wanted)
  try {
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return {
      existing,
      finding: problem(
        'data directory',
        `${existing} cannot be written (${code})`,
        'Give this user the right to write there, or name another place with --data-dir.',
      ),
    }
  }
  const text = existing === wanted ? `${wanted} can be written` : `${wanted} does not exist yet and can be made`
  return { existing, finding: ok('data directory', text) }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await access(path, constants.F_OK)
    return path
  } catch (error) {
    const parent = dirname(path)
    if (parent === path) throw error
    return nearestExisting(parent)
  }
}
