import { AppError, type NewDeployment } from '@pawl/core'
import { readTime } from '../read-time.ts'

/** By what a person lets a release through without a pass, as it is typed. `true`: the reason is in `reason`. */
export interface GroundOptions {
  readonly override?: string | true
  readonly unprotected?: string | true
  readonly reason?: string
  readonly until?: string
}

/** @throws AppError `bad_request` for a reason or a time that is missing, or more than one way */
export function readGround(options: GroundOptions, now: Date): Pick<NewDeployment, 'override' | 'unprotected'> {
  const { override, unprotected, until } = options
  if (override !== undefined && unprotected !== undefined) {
    throw new AppError('bad_request', 'A release is overridden or unprotected, not both.', {
      fix: '--override accepts failing rows; --unprotected is for environments in which no row could fail.',
    })
  }
  if (unprotected !== undefined) return { unprotected: { reason: reasonOf(unprotected, options) } }
  if (override === undefined) return {}
  if (until === undefined) {
    throw new AppError('bad_request', 'An override needs an end.', {
      where: '--until',
      fix: 'Say until when the failing rows are accepted: --until 3d, or --until 2026-03-01T12:00:00Z.',
    })
  }
  return {
    override: {
      reason: reasonOf(override, options),
      expiresAt: readTime(until, { where: '--until', now, lengths: 'ahead' }),
    },
  }
}

function reasonOf(given: string | true, { reason }: GroundOptions): string {
  const said = given === true ? reason : given
  if (said !== undefined && said.trim() !== '') return said
  throw new AppError('bad_request', 'This needs a reason; it is kept in the audit log.', {
    where: '--reason',
    fix: 'Add --reason "<why>".',
  })
}
