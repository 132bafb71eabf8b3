import type { TraceDetail } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Braces, Copy, Download, EllipsisVertical, Gauge, SquareTerminal, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { chosenProject, deleteTrace, exportTraces, problemOf, tracePath } from '../../api/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { copyAndSay } from '../../ui/copy-button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'

/** The API call that answers with this trace, for a shell. */
function curlOf(origin: string, traceId: string, project: string): string {
  const header = project === '' ? '' : ` -H 'x-pawl-project: ${project}'`
  return `curl${header} '${origin}${tracePath(traceId)}'`
}

export interface TraceActionsProps {
  readonly detail: TraceDetail
  readonly onScore: () => void
}

async function saveTrace(traceId: string): Promise<void> {
  try {
    saveFile(await exportTraces({ id: [traceId] }), `${traceId}.otlp.jsonl`)
  } catch (error) {
    showToast(problemOf(error).detail, 'error')
  }
}

export function TraceActions({ detail, onScore }: TraceActionsProps) {
  const [asks, setAsks] = useState(false)
  const { traceId } = detail.trace
  return (
    <>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="default" />}>
        <MenuItem icon={Gauge} onSelect={onScore}>
          Add score
        </MenuItem>
        <MenuItem icon={Copy} onSelect={() => void copyAndSay(traceId, 'Trace id')}>
          Copy id
        </MenuItem>
        <MenuItem icon={Braces} onSelect={() => void copyAndSay(JSON.stringify(detail, null, 2), 'Trace')}>
          Copy as JSON
        </MenuItem>
        <MenuItem
          icon={SquareTerminal}
          onSelect={() => void copyAndSay(curlOf(window.location.origin, traceId, chosenProject()), 'Command')}
        >
          Copy as curl
        </MenuItem>
        <MenuItem icon={Download} onSelect={() => void saveTrace(traceId)}>
          Export as OTLP
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => setAsks(true)}>
          Delete…
        </MenuItem>
      </Menu>
      <DeleteTrace detail={detail} open={asks} onClose={() => setAsks(false)} />
    </>
  )
}

interface DeleteTraceProps {
  readonly detail: TraceDetail
  readonly open: boolean
  readonly onClose: () => void
}

function DeleteTrace({ detail, open, onClose }: DeleteTraceProps) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const removal = useMutation({
    mutationFn: () => deleteTrace(detail.trace.traceId),
    onSuccess: async ({ deletedSpans }) => {
      showToast(`Deleted the trace and its ${formatCount(deletedSpans)} spans`)
      await navigate({ to: '/traces' })
      queries.removeQueries({ queryKey: ['trace', detail.trace.traceId] })
      await queries.invalidateQueries()
    },
  })
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title="Delete this trace?"
      action="Delete"
      busy={removal.isPending}
      problem={removal.isError ? problemOf(removal.error) : undefined}
      onConfirm={() => removal.mutate()}
    >
      Its {formatCount(detail.trace.spanCount)} spans, their content and media, and its scores are removed for good.
    </Confirm>
  )
}
