import type { ChangeMark } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { type FilterSearch, parseFilterSearch } from '../../traces/index.ts'

const textOf = (details: ChangeMark['details'], key: string): string | undefined => {
  const value = details[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The traces that what was first seen then has; undefined for a deployment, which no filter names. */
function tracesSince({ kind, at, details }: ChangeMark): FilterSearch | undefined {
  const value = textOf(details, 'value')
  switch (kind) {
    case 'deployment':
      return undefined
    case 'model':
      return parseFilterSearch({ model: textOf(details, 'model'), from: at })
    case 'prompt_version':
      return parseFilterSearch({ prompt: value, from: at })
    case 'release':
      return parseFilterSearch({ release: value, from: at })
  }
}

const linkClass = 'text-xs font-medium text-accent hover:underline'

/** Where more is said of a change; nothing where its details name no place. */
export function ChangeLink({ change }: { readonly change: ChangeMark }) {
  const gateId = textOf(change.details, 'gateId')
  const environment = textOf(change.details, 'environment')
  const traces = tracesSince(change)
  if (traces !== undefined) {
    return (
      <Link to="/traces" search={traces} className={linkClass}>
        Its traces
      </Link>
    )
  }
  if (gateId !== undefined) {
    return (
      <Link to="/gates/$gateId" params={{ gateId }} search={{}} className={linkClass}>
        Its gate
      </Link>
    )
  }
  return environment === undefined ? null : (
    <Link to="/releases/$environment" params={{ environment }} className={linkClass}>
      Release
    </Link>
  )
}
