import type { MonitorDefinition } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import type { ShownProblem } from '../../ui/states.tsx'
import { MetricFields } from './metric-fields.tsx'
import type { MonitorDraft } from './monitor-draft.ts'
import { NameFields } from './name-fields.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { type MonitorIssues, readDraft } from './read-draft.ts'
import { RuleFields } from './rule-fields.tsx'

export interface MonitorEditorProps {
  readonly title: string
  readonly action: string
  readonly known: string | undefined
  readonly start: MonitorDraft
  /** It is on its way, or arrived. */
  readonly isSaving: boolean
  readonly problem: ShownProblem | undefined
  readonly onSave: (definition: MonitorDefinition) => void
}

/** The monitor on the left, and beside it what it would have said. */
export function MonitorEditor({ title, action, known, start, isSaving, problem, onSave }: MonitorEditorProps) {
  const [draft, setDraft] = useState(start)
  const [wasSent, setWasSent] = useState(false)
  const { definition, issues } = readDraft(draft)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(start)
  const fields = { draft, onChange: setDraft, issues: wasSent ? issues : typedIssues(issues, draft) }
  const refusal = wasSent && definition === undefined ? (issues.other ?? 'Some fields are not right yet.') : undefined
  return (
    <form
      className="flex h-full flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        setWasSent(true)
        if (definition) onSave(definition)
      }}
    >
      <LeaveGuard isDirty={isChanged && !isSaving} />
      <header className="flex flex-wrap items-center gap-2 border-b bg-surface px-3 py-2 md:px-4">
        <Link to="/monitors" className="text-ink-3 hover:text-ink" aria-label="All monitors">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="mr-auto min-w-0 truncate font-semibold">{title}</h1>
        <Button type="submit" variant="primary" disabled={isSaving}>
          {action}
        </Button>
        {problem || refusal ? (
          <p role="alert" className="w-full break-words text-error">
            {problem ? `${problem.detail} ${problem.fix ?? ''}` : refusal}
          </p>
        ) : null}
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto grid max-w-[86rem] items-start gap-3 p-3 pb-10 md:p-4 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
          <div className="min-w-0 space-y-3">
            <MetricFields {...fields} />
            <RuleFields {...fields} />
            <NameFields {...fields} known={known} />
          </div>
          <div className="min-w-0 lg:sticky lg:top-4">
            <PreviewPanel definition={definition} />
          </div>
        </div>
      </div>
    </form>
  )
}

/** What is only not typed yet is no mistake before the first try to save. */
const typedIssues = (issues: MonitorIssues, draft: MonitorDraft): MonitorIssues =>
  Object.fromEntries(
    Object.entries(issues).filter(([field]) => field !== 'other' && draft[field as keyof MonitorDraft] !== ''),
  )
