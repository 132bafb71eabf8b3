import { AppError, type NewDeployment } from '@pawl/core'

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
  return { override: { reason: reasonOf(override, options), expiresAt: readUntil(until, now) } }
}

function reasonOf(given: string | true, { reason }: GroundOptions): string {
  const said = given === true ? reason : given
  if (said !== undefined && said.trim() !== '') return said
  throw new AppError('bad_request', 'This needs a reason; it is kept in the audit log.', {
    where: '--reason',
    fix: 'Add --reason "<why>".',
  })
}

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** A time from now on (`90m`, `12h`, `3d`, `2w`), or a date with or without its time. */
function readUntil(text: string, now: Date): string {
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) {
    return new Date(now.getTime() + Number(count) * (unitsMs[unit] ?? 0)).toISOString()
  }
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new AppError('bad_request', `${JSON.stringify(text)} is no time.`, {
    where: '--until',
    fix: 'Write 90m, 12h, 3d or 2w, or a time such as 2026-03-01T12:00:00Z.',
  })
}
