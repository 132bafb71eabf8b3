import type { GateView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, Ban, ChevronLeft, Download, EllipsisVertical, RotateCw } from 'lucide-react'
import { cancelGate, getGateRecord, problemOf } from '../../api/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { copyAndSay } from '../../ui/copy-button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { gateQuery, isUnderWay } from '../gate-queries.ts'
import { ReleaseName } from '../marks/gate-marks.tsx'
import { gateCommand } from '../start/release-request.ts'
import { useRestart } from '../start/use-restart.ts'
import { VerifyButton } from './verify-button.tsx'

export const GateHeader = ({ gate }: { readonly gate: GateView }) => (
  <header className="border-b bg-surface px-3 py-2.5 md:px-4">
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
      <Link to="/gates" search={{}} className="text-ink-3 hover:text-ink" aria-label="All gates">
        <ChevronLeft aria-hidden size={16} />
      </Link>
      <h1 className="flex min-w-0 flex-wrap items-center gap-x-2">
        <span className="sr-only">Gate for </span>
        <ReleaseName release={gate.release} />
        <ArrowRight aria-label="into" size={14} className="shrink-0 text-ink-3" />
        <Link to="/releases/$environment" params={{ environment: gate.environment }} className="hover:underline">
          {gate.environment}
        </Link>
      </h1>
      <Actions gate={gate} />
    </div>
    <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
      <span>
        Started <Instant iso={gate.createdAt} as="relative" /> by {oneLine(gate.startedBy, 60)}
      </span>
      {gate.decision.starts > 1 ? <span>start {gate.decision.starts}, with the evidence of those before</span> : null}
      <span className="font-mono">{gate.id}</span>
      {gate.note === '' ? null : <span className="text-ink-2">{oneLine(gate.note, 300)}</span>}
    </p>
  </header>
)

function Actions({ gate }: { readonly gate: GateView }) {
  const queries = useQueryClient()
  const cancelling = useMutation({
    mutationFn: () => cancelGate(gate.id, ''),
    onSuccess: () => queries.invalidateQueries({ queryKey: gateQuery(gate.id).queryKey }),
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  const saving = useMutation({
    mutationFn: () => getGateRecord(gate.id),
    onSuccess: (record) =>
      saveFile(new Blob([JSON.stringify(record, null, 1)], { type: 'application/json' }), `gate-${gate.id}.json`),
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  const restart = useRestart(gate)
  return (
    <span className="ml-auto flex flex-wrap items-center gap-1.5">
      {isUnderWay(gate) ? (
        <Button icon={Ban} disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
          Cancel
        </Button>
      ) : (
        <>
          <VerifyButton gateId={gate.id} />
          <Button icon={RotateCw} disabled={restart.isPending} onClick={() => restart.mutate()}>
            {gate.status === 'decided' ? 'Run again' : 'Resume'}
          </Button>
        </>
      )}
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="default" />}>
        {isUnderWay(gate) ? null : (
          <MenuItem icon={Download} onSelect={() => saving.mutate()}>
            Evidence as JSON
          </MenuItem>
        )}
        <MenuItem onSelect={() => void copyAndSay(`pawl gate verify ${gate.id}`, 'Command')}>
          Copy the command that verifies it
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => void copyAndSay(gateCommand(gate), 'Command')}>
          Copy the command that runs it
        </MenuItem>
      </Menu>
    </span>
  )
}
