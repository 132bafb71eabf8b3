import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '@pawl/core'

/** Where the example application is in a copy of the repository. */
export const exampleDir = fileURLToPath(new URL('../../../../examples/support-agent/', import.meta.url))

/** @throws AppError `bad_configuration` in an installation without the examples */
export async function checkExampleIsThere(): Promise<void> {
  try {
    await access(exampleDir)
  } catch (cause) {
    throw new AppError('bad_configuration', `The demo needs the example application, which is not at ${exampleDir}.`, {
      fix: 'Run it from a copy of the repository: npm ci && npm run demo',
      cause,
    })
  }
}
