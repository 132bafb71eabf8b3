import { AppError } from '@pawl/core'

/** What `read` says is wrong, with the file that it is wrong in. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    const { code, message, fix, where } = error
    throw new AppError(code, `${path}: ${message}`, {
      cause: error,
      ...(fix !== undefined && { fix }),
      ...(where !== undefined && { where: `${path}, ${where}` }),
    })
  }
}
