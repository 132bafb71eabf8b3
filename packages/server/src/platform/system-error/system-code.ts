/** What the system calls an error, such as `ENOENT`, or PostgreSQL, such as `23505`; undefined for errors of other kinds. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** True where a file system, or what a quota leaves of it, is full. */
export const isFullDisk = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '')
