import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf, startGate } from '../../api/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { gateQuery } from '../gate-queries.ts'
import { type GateDraft, newGateDraft, readGateDraft } from './gate-draft.ts'
import { GateFields } from './gate-fields.tsx'

export interface StartGateProps {
  readonly start?: Partial<GateDraft>
  readonly onClose: () => void
}

/** Puts a gate together and starts it; no terminal is needed. */
export function StartGateDialog({ start, onClose }: StartGateProps) {
  const [draft, setDraft] = useState(() => newGateDraft(start))
  const [isChecked, setIsChecked] = useState(false)
  const { gate, errors } = readGateDraft(draft)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const starting = useMutation({
    mutationFn: startGate,
    onSuccess: (started) => {
      queries.setQueryData(gateQuery(started.id).queryKey, started)
      void queries.invalidateQueries({ queryKey: ['gates', 'list'] })
      void navigate({ to: '/gates/$gateId', params: { gateId: started.id }, search: {} })
    },
  })
  const problem = starting.isError ? problemOf(starting.error) : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title="Start a gate"
      description="It tries what you want to release on the rows that protect it, and stops as soon as it knows."
    >
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          setIsChecked(true)
          if (gate !== undefined) starting.mutate(gate)
        }}
      >
        <GateFields draft={draft} onChange={setDraft} errors={isChecked ? errors : {}} />
        <details>
          <summary className="cursor-pointer text-xs font-medium text-ink-2">The same from the command line</summary>
          <div className="mt-1.5">
            <CodeBlock code={commandOf(draft)} what="Command" />
          </div>
        </details>
        <DialogEnd
          problem={problem}
          onClose={onClose}
          action="Start the gate"
          disabled={starting.isPending || (draft.type === 'external' && draft.way === 'command')}
        />
      </form>
    </Dialog>
  )
}

function commandOf({ environment, type, prompts, name, version, way }: GateDraft): string {
  const chosen = Object.entries(prompts).map(([prompt, number]) => `--prompt '${prompt}@${number}'`)
  const parts =
    type === 'prompts'
      ? chosen.length === 0
        ? ['--prompt <prompt>']
        : chosen
      : [`--external '${name || '<name>'}@${version || '<version>'}'`, way === 'command' ? "--target '<command>'" : '']
  return ['pawl gate run --env', environment, ...parts].filter((part) => part !== '').join(' ')
}
