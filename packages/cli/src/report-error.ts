import { AppError, exitCodeOf } from '@pawl/core'
import { CommanderError } from 'commander'

export interface ErrorReport {
  /** For stderr; '' when everything was said already. */
  readonly text: string
  readonly exitCode: number
}

/** What a failure is told as: one sentence with its place, then what would be right. Never a stack trace. */
export function reportError(error: unknown): ErrorReport {
  // Commander has printed its own sentence, with the usage.
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? 0 : exitCodeOf.bad_request }
  // Ctrl-C in the middle of something; 128 + SIGINT, as shells have it.
  if (error instanceof Error && error.name === 'AbortError') return { text: '', exitCode: 130 }
  if (AppError.isInstance(error)) {
    const place = error.where === undefined ? '' : ` (${error.where})`
    const fix = error.fix === undefined ? '' : `      Fix: ${error.fix}\n`
    return { text: `pawl: ${error.message}${place}\n${fix}`, exitCode: exitCodeOf[error.code] }
  }
  if (isFileError(error)) {
    return { text: `pawl: ${fileSentence(error)}\n`, exitCode: exitCodeOf.bad_request }
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return {
      text: 'pawl: The disk is full.\n      Fix: Free some space, then run it again.\n',
      exitCode: exitCodeOf.disk_full,
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    text: `pawl: something went wrong that should not have: ${message}\n      Fix: run it again; if it stays, report it with this sentence.\n`,
    exitCode: exitCodeOf.internal,
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'path' in error && 'code' in error && typeof error.code === 'string'
}

const fileReasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be accessed',
  EPERM: 'may not be changed',
  EISDIR: 'is a directory, not a file',
  ENOTDIR: 'is inside something that is not a directory',
  ENOSPC: 'cannot be written: the disk is full',
  EROFS: 'cannot be written: the disk is read-only',
}

function fileSentence(error: NodeJS.ErrnoException): string {
  return `The file ${error.path} ${fileReasons[error.code ?? ''] ?? `cannot be used (${error.code})`}.`
}
