import type { ChangeMark } from '@pawl/core'
import { Link } from '@tanstack/react-router'

const textOf = (details: ChangeMark['details'], key: string): string | undefined => {
  const value = details[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const linkClass = 'text-xs font-medium text-accent hover:underline'

/** Where more is said of a change; nothing where its details name no place. */
export function ChangeLink({ change: { kind, details } }: { readonly change: ChangeMark }) {
  const gateId = textOf(details, 'gateId')
  const environment = textOf(details, 'environment')
  if (gateId !== undefined) {
    return (
      <Link to="/gates/$gateId" params={{ gateId }} search={{}} className={linkClass}>
        Its gate
      </Link>
    )
  }
  if (kind === 'deployment' && environment !== undefined) {
    return (
      <Link to="/releases/$environment" params={{ environment }} className={linkClass}>
        Release
      </Link>
    )
  }
  return null
}
