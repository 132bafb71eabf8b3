import type { NewDeployment, NewOverride, NewRelease } from '@pawl/core'

/** By what a person wants a release to go out. */
export type DeployWay = 'allowed' | 'override' | 'unprotected'

export interface DeployDraft {
  readonly reason: string
  /** As a `datetime-local` field has it. */
  readonly until: string
  readonly note: string
}

export interface DeployTarget {
  readonly environment: string
  readonly release: NewRelease
}

/** Undefined while something is missing. */
export function deployRequest(
  target: DeployTarget,
  way: DeployWay,
  { reason, until, note }: DeployDraft,
): NewDeployment | undefined {
  const why = reason.trim()
  const base = { ...target, note: note.trim() }
  switch (way) {
    case 'allowed':
      return base
    case 'unprotected':
      return why === '' ? undefined : { ...base, unprotected: { reason: why } }
    case 'override': {
      const override = readOverride(why, until)
      return override === undefined ? undefined : { ...base, override }
    }
  }
}

function readOverride(reason: string, until: string): NewOverride | undefined {
  const expiresMs = Date.parse(until)
  return reason === '' || Number.isNaN(expiresMs) ? undefined : { reason, expiresAt: new Date(expiresMs).toISOString() }
}

/** Days from now as a `datetime-local` field has it, in the zone of the browser. */
export function daysFromNow(days: number, nowMs: number): string {
  const at = new Date(nowMs + days * 86_400_000)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`
}
