import { AppError } from '@pawl/core'

/**
 * The server and its embedded engines, which an installation may leave out.
 *
 * @throws AppError `bad_configuration` that says which part is missing
 */
export async function loadServer(): Promise<typeof import('@pawl/server')> {
  try {
    return await import('@pawl/server')
  } catch (error) {
    const missing = missingPackageOf(error)
    if (missing === undefined) throw error
    throw new AppError('bad_configuration', `Pawl's server cannot run here: the package ${missing} is not installed.`, {
      fix: 'Install Pawl with its optional packages on Linux (glibc) or macOS, or name a server elsewhere with --server. `pawl doctor` says more.',
      cause: error,
    })
  }
}

/** The package that an import did not find; undefined when the import failed for another reason. */
export function missingPackageOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? error.code : undefined
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined
  return /Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1] ?? 'it needs'
}
