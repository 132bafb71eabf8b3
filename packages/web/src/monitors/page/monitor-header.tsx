import type { Monitor } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Bell, BellOff, ChevronLeft, EllipsisVertical, Eye, Pencil, Power, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { changeMonitor, deleteMonitor, lookWithMonitor, problemOf, unmuteMonitor } from '../../api/index.ts'
import { Button, IconButton, LinkButton } from '../../ui/button.tsx'
import { copyAndSay } from '../../ui/copy-button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { MonitorStateBadge, MuteBadge } from '../marks/monitor-marks.tsx'
import { MuteDialog } from './mute-dialog.tsx'

const originWords = { default: 'made by itself', person: 'made', file: 'made from a file' } as const

export const MonitorHeader = ({ monitor }: { readonly monitor: Monitor }) => {
  const { definition, origin, who, createdAt } = monitor
  return (
    <header className="border-b bg-surface px-3 py-2.5 md:px-4">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <Link to="/monitors" className="text-ink-3 hover:text-ink" aria-label="All monitors">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="min-w-0 truncate font-semibold">{definition.name}</h1>
        <MonitorStateBadge monitor={monitor} />
        <MuteBadge mute={monitor.mute} />
        <Actions monitor={monitor} />
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
        {definition.description === '' ? null : (
          <span className="text-ink-2">{oneLine(definition.description, 400)}</span>
        )}
        <span>
          {originWords[origin]} <Instant iso={createdAt} as="relative" />
          {origin === 'default' ? '' : ` by ${oneLine(who, 60)}`}
        </span>
      </p>
    </header>
  )
}

function Actions({ monitor }: { readonly monitor: Monitor }) {
  const { definition, mute } = monitor
  const { name, isEnabled } = definition
  const [open, setOpen] = useState<'mute' | 'delete'>()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const reload = () => queries.invalidateQueries({ queryKey: ['monitors'] })
  const refused = (error: Error) => showToast(problemOf(error).detail, 'error')
  const unmuting = useMutation({ mutationFn: () => unmuteMonitor(name), onSuccess: reload, onError: refused })
  const looking = useMutation({
    mutationFn: () => lookWithMonitor(name),
    onSuccess: () => Promise.all([reload(), queries.invalidateQueries({ queryKey: ['alerts'] })]),
    onError: refused,
  })
  const switching = useMutation({
    mutationFn: () => changeMonitor(name, { ...definition, isEnabled: !isEnabled }),
    onSuccess: reload,
    onError: refused,
  })
  const deleting = useMutation({
    mutationFn: () => deleteMonitor(name),
    onSuccess: async () => {
      await navigate({ to: '/monitors' })
      queries.removeQueries({ queryKey: ['monitors', 'one', name] })
      await reload()
    },
  })
  return (
    <span className="ml-auto flex flex-wrap items-center gap-1.5">
      {mute === null ? (
        <Button icon={BellOff} onClick={() => setOpen('mute')}>
          Mute
        </Button>
      ) : (
        <Button icon={Bell} disabled={unmuting.isPending} onClick={() => unmuting.mutate()}>
          Unmute
        </Button>
      )}
      <LinkButton to="/monitors/$name/edit" params={{ name }} icon={Pencil}>
        Edit
      </LinkButton>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="default" />}>
        <MenuItem icon={Eye} onSelect={() => looking.mutate()}>
          Look now
        </MenuItem>
        <MenuItem icon={Power} onSelect={() => switching.mutate()}>
          {isEnabled ? 'Switch off' : 'Switch on'}
        </MenuItem>
        <MenuItem onSelect={() => void copyAndSay(`pawl monitors show ${name}`, 'Command')}>
          Copy the command that shows it
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => setOpen('delete')}>
          Delete…
        </MenuItem>
      </Menu>
      {open === 'mute' ? <MuteDialog name={name} onClose={() => setOpen(undefined)} /> : null}
      <Confirm
        open={open === 'delete'}
        title={`Delete ${name}?`}
        action="Delete the monitor"
        busy={deleting.isPending}
        problem={deleting.isError ? problemOf(deleting.error) : undefined}
        onConfirm={() => deleting.mutate()}
        onClose={() => setOpen(undefined)}
      >
        Its open alerts end, and what it learned is forgotten. One that was made by itself is not made again.
      </Confirm>
    </span>
  )
}
