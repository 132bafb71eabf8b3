import type { OnlineEvaluationView } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil, Radar, RadioTower, Trash2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Loaded, problemOf, removeOnlineEvaluation } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton, LinkButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { BackfillPanel } from './backfill-panel.tsx'
import { OnlineDialog } from './online-dialog.tsx'
import { OnlineFacts } from './online-facts.tsx'
import { onlineOfQuery, onlineQuery } from './online-queries.ts'

/** Whether and how an evaluator judges live traces. */
export function LiveTab({ name }: { readonly name: string }) {
  const online = useQuery(onlineOfQuery(name))
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Loaded query={online} lines={5}>
      {(data) => (
        <>
          {data === null ? (
            <EmptyState
              icon={RadioTower}
              title="It judges no live traces"
              action={
                <Button variant="primary" onClick={() => setIsOpen(true)}>
                  Judge live traces
                </Button>
              }
            >
              Each trace that comes in is judged when it is complete, and its score stands beside all others: in lists,
              in charts, and for monitors to watch.
            </EmptyState>
          ) : (
            <LoadedOnline online={data} onEdit={() => setIsOpen(true)} />
          )}
          {isOpen ? <OnlineDialog name={name} online={data} onClose={() => setIsOpen(false)} /> : null}
        </>
      )}
    </Loaded>
  )
}

interface LoadedOnlineProps {
  readonly online: OnlineEvaluationView
  readonly onEdit: () => void
}

const LoadedOnline = ({ online, onEdit }: LoadedOnlineProps) => (
  <div className="max-w-4xl space-y-3 p-3 md:p-4">
    {online.problem === null ? null : (
      <p role="note" className="flex items-start gap-2 rounded-lg bg-warn-soft px-3.5 py-2.5">
        <TriangleAlert aria-hidden size={15} className="mt-0.5 shrink-0 text-warn" />
        <span className="min-w-0 break-words">{oneLine(online.problem, 600)}</span>
      </p>
    )}
    <Panel
      title="Live traces"
      note={online.definition.isEnabled ? <Badge tone="ok">On</Badge> : <Badge>Off</Badge>}
      actions={<OnlineActions online={online} onEdit={onEdit} />}
    >
      <OnlineFacts online={online} />
    </Panel>
    <BackfillPanel online={online} />
  </div>
)

function OnlineActions({ online: { name }, onEdit }: LoadedOnlineProps) {
  const [removes, setRemoves] = useState(false)
  const queries = useQueryClient()
  const removing = useMutation({
    mutationFn: () => removeOnlineEvaluation(name),
    onSuccess: () => queries.invalidateQueries({ queryKey: onlineQuery.queryKey }),
  })
  return (
    <>
      <LinkButton to="/monitors/_new" search={{ measure: 'score_pass_rate', scoreName: name }} icon={Radar}>
        Watch its pass rate
      </LinkButton>
      <Button icon={Pencil} onClick={onEdit}>
        Change
      </Button>
      <IconButton icon={Trash2} label="Judge live traces no more" onClick={() => setRemoves(true)} />
      <Confirm
        open={removes}
        title="Judge live traces no more?"
        action="Stop judging"
        busy={removing.isPending}
        problem={removing.isError ? problemOf(removing.error) : undefined}
        onConfirm={() => removing.mutate()}
        onClose={() => setRemoves(false)}
      >
        The scores that it gave stay. The evaluator goes on judging rows.
      </Confirm>
    </>
  )
}
