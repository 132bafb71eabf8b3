import type { PromptSummary } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Rocket, ShieldCheck } from 'lucide-react'
import { Suspense, useState } from 'react'
import { StartGateDialog } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { DeployDialog } from '../deploy/deploy-dialog.tsx'
import { environmentNamesQuery } from '../release-queries.ts'

export interface ReleasePromptProps {
  readonly prompt: PromptSummary
  /** The version that is meant; the newest where none is. */
  readonly number?: number
}

type Open = { readonly what: 'gate' | 'deploy'; readonly environment: string }

/** On the page of a prompt: starts a gate for a version, or deploys it. */
export function ReleasePrompt({ prompt, number = prompt.newest?.number }: ReleasePromptProps) {
  const names = useQuery(environmentNamesQuery).data ?? []
  const [open, setOpen] = useState<Open>()
  const navigate = useNavigate()
  if (number === undefined || prompt.archivedAt !== null) return null
  const { name } = prompt
  const isLiveIn = (environment: string) =>
    prompt.current.some((current) => current.environment === environment && current.number === number)
  return (
    <>
      <Menu trigger={<Button icon={Rocket}>Release v{number}</Button>}>
        <MenuLabel>Try it on the rows</MenuLabel>
        {names.map((environment) => (
          <MenuItem key={environment} icon={ShieldCheck} onSelect={() => setOpen({ what: 'gate', environment })}>
            Start a gate for {environment}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuLabel>Make it live</MenuLabel>
        {names.map((environment) =>
          isLiveIn(environment) ? (
            <MenuItem
              key={environment}
              onSelect={() => void navigate({ to: '/releases/$environment', params: { environment } })}
            >
              Live in {environment}
            </MenuItem>
          ) : (
            <MenuItem key={environment} icon={Rocket} onSelect={() => setOpen({ what: 'deploy', environment })}>
              Deploy into {environment}…
            </MenuItem>
          ),
        )}
      </Menu>
      {open?.what === 'gate' ? (
        <Suspense>
          <StartGateDialog
            start={{ environment: open.environment, prompts: { [name]: String(number) } }}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      ) : null}
      {open?.what === 'deploy' ? (
        <DeployDialog
          target={{ environment: open.environment, release: { type: 'prompts', prompts: [`${name}@${number}`] } }}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}
