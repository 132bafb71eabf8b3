import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { channelsQuery } from '../monitor-queries.ts'

export interface ChannelChoiceProps {
  /** Null: all of the project. */
  readonly chosen: readonly string[] | null
  readonly onChange: (chosen: readonly string[] | null) => void
}

const box = 'size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5'

export function ChannelChoice({ chosen, onChange }: ChannelChoiceProps) {
  const known = useQuery(channelsQuery).data?.channels.map(({ name }) => name) ?? []
  const names = [...new Set([...known, ...(chosen ?? [])])]
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">Tell</legend>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className={box}
          checked={chosen === null}
          onChange={(event) => onChange(event.target.checked ? null : [])}
        />
        All channels of the project
      </label>
      {chosen === null ? null : (
        <div className="mt-1 space-y-1 pl-5">
          {names.map((name) => (
            <label key={name} className="flex items-center gap-2">
              <input
                type="checkbox"
                className={box}
                checked={chosen.includes(name)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
                }
              />
              <span className="min-w-0 truncate">{name}</span>
            </label>
          ))}
        </div>
      )}
      {names.length === 0 ? (
        <p className="mt-1 text-xs text-ink-3">
          There is none yet; alerts are shown here all the same.{' '}
          <Link to="/channels" className="font-medium text-accent hover:underline">
            Add one
          </Link>
        </p>
      ) : null}
    </fieldset>
  )
}
