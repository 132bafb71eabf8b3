import type { EnvironmentState, NewRelease } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { versionText } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { environmentNamesQuery, releaseQuery } from '../release-queries.ts'
import { PromoteForm } from './promote-form.tsx'

export interface PromoteDialogProps {
  readonly environment: string
  readonly onClose: () => void
}

/** Releases here what is live in another environment, by the rules of this one. */
export function PromoteDialog({ environment, onClose }: PromoteDialogProps) {
  const names = (useQuery(environmentNamesQuery).data ?? []).filter((name) => name !== environment)
  const [chosen, setChosen] = useState<string>()
  const from = chosen ?? (names.includes('staging') ? 'staging' : names[0])
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Promote into ${environment}`}
      description="What is live in another environment is released here, by the rules of this one."
    >
      {from === undefined ? (
        <p className="text-ink-2">There is no other environment.</p>
      ) : (
        <div className="space-y-3">
          <Field label="From">
            {(control) => (
              <Select {...control} value={from} onChange={(event) => setChosen(event.target.value)}>
                {names.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
          <Differences key={from} environment={environment} from={from} onClose={onClose} />
        </div>
      )}
    </Dialog>
  )
}

interface DifferencesProps extends PromoteDialogProps {
  readonly from: string
}

function Differences({ environment, from, onClose }: DifferencesProps) {
  const source = useQuery(releaseQuery(from))
  const here = useQuery(releaseQuery(environment))
  const [left, setLeft] = useState<readonly string[]>([])
  if (source.isPending || here.isPending) return <SkeletonLines lines={4} />
  if (source.isError || here.isError) return <ErrorState compact problem={problemOf(source.error ?? here.error)} />
  const differing = differences(source.data, here.data)
  const chosen = differing.filter(({ name }) => !left.includes(name))
  if (source.data.live.length === 0) return <p className="text-ink-2">Nothing is live in {oneLine(from, 100)}.</p>
  if (differing.length === 0) return <p className="text-ink-2">What is live there is live here, too.</p>
  return (
    <>
      <ul aria-label="What differs" className="divide-y rounded-md border">
        {differing.map(({ name, there, now }) => (
          <li key={name} className="px-2.5 py-1.5">
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
                checked={!left.includes(name)}
                onChange={(event) =>
                  setLeft(event.target.checked ? left.filter((other) => other !== name) : [...left, name])
                }
              />
              <span className="min-w-0 flex-1 truncate font-medium">{oneLine(name, 100)}</span>
              <span className="shrink-0 text-xs text-ink-2">
                {now ?? 'not live'} → {there}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {chosen.length === 0 ? (
        <div className="flex justify-end">
          <Button onClick={onClose}>Cancel</Button>
        </div>
      ) : (
        <PromoteForm
          key={chosen.map(({ name }) => name).join()}
          environment={environment}
          from={from}
          release={releaseOf(chosen)}
          {...(left.length === 0 ? {} : { prompts: chosen.map(({ name }) => name) })}
          onClose={onClose}
        />
      )}
    </>
  )
}

interface Difference {
  readonly name: string
  readonly version: string
  readonly isPrompt: boolean
  readonly there: string
  /** Undefined where nothing of it is live. */
  readonly now: string | undefined
}

function differences(source: EnvironmentState, here: EnvironmentState): readonly Difference[] {
  return source.live.flatMap(({ target }) => {
    const now = here.live.find((live) => live.target.name === target.name && live.target.type === target.type)?.target
    if (now?.version === target.version) return []
    return [
      {
        name: target.name,
        version: target.version,
        isPrompt: target.type === 'prompt',
        there: versionText(target),
        now: now && versionText(now),
      },
    ]
  })
}

function releaseOf(chosen: readonly Difference[]): NewRelease {
  const external = chosen.find(({ isPrompt }) => !isPrompt)
  return external === undefined
    ? { type: 'prompts', prompts: chosen.map(({ name, version }) => `${name}@${version}`) }
    : { type: 'external', name: external.name, version: external.version }
}
