import type { PromptSummary } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Select } from '../../ui/field.tsx'
import { SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { promptChoicesQuery } from '../gate-queries.ts'

export interface PromptChoiceProps {
  readonly environment: string
  /** By name, the number of the version. */
  readonly chosen: Readonly<Record<string, string>>
  readonly error: string | undefined
  readonly onChange: (chosen: Readonly<Record<string, string>>) => void
}

/** One or several prompts, each with a version. */
export function PromptChoice({ environment, chosen, error, onChange }: PromptChoiceProps) {
  const list = useQuery(promptChoicesQuery)
  const prompts = list.data?.prompts.filter(({ newest }) => newest !== null) ?? []
  const toggle = ({ name, newest }: PromptSummary) => {
    const { [name]: known, ...others } = chosen
    onChange(known === undefined ? { ...chosen, [name]: String(newest?.number ?? 1) } : others)
  }
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">Prompts that ship together</legend>
      {list.isPending ? <SkeletonLines lines={3} /> : null}
      {list.data && prompts.length === 0 ? (
        <p className="text-xs text-ink-3">There is no prompt with a version.</p>
      ) : null}
      <ul className="max-h-56 divide-y overflow-auto rounded-md border">
        {prompts.map((prompt) => {
          const { name, newest, current } = prompt
          const live = current.find((each) => each.environment === environment)
          return (
            <li key={name} className="flex min-h-9 items-center gap-2 px-2.5 py-1">
              <label className="flex min-w-0 flex-1 items-center gap-2">
                <input
                  type="checkbox"
                  className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
                  checked={chosen[name] !== undefined}
                  onChange={() => toggle(prompt)}
                />
                <span className="truncate">{oneLine(name, 100)}</span>
                <span className="shrink-0 text-xs text-ink-3">{live ? `live: v${live.number}` : 'not live'}</span>
              </label>
              {chosen[name] === undefined ? (
                <span className="text-xs text-ink-3">v{newest?.number}</span>
              ) : (
                <Select
                  aria-label={`Version of ${name}`}
                  className="w-28! text-xs!"
                  value={chosen[name]}
                  onChange={(event) => onChange({ ...chosen, [name]: event.target.value })}
                >
                  {numbersUpTo(newest?.number ?? 1).map((number) => (
                    <option key={number} value={number}>
                      v{number}
                      {number === newest?.number ? ', newest' : number === live?.number ? ', live' : ''}
                    </option>
                  ))}
                </Select>
              )}
            </li>
          )
        })}
      </ul>
      {error === undefined ? null : (
        <p role="alert" className="mt-1 text-xs text-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}

/** From the newest down; versions are numbered without gaps. */
const numbersUpTo = (newest: number): readonly number[] => Array.from({ length: newest }, (_, index) => newest - index)
