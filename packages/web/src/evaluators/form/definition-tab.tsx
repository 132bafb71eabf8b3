import type { CheckedVersion } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { addEvaluatorVersion, problemOf } from '../../api/index.ts'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { showToast } from '../../ui/toast.tsx'
import { draftsOf, examplesOf } from '../examples/example-draft.ts'
import { EvaluatorEditor } from './evaluator-editor.tsx'
import { asDraft } from './field.ts'
import { SaveBar, saveHint } from './save-bar.tsx'
import { useEvaluatorDraft } from './use-evaluator-draft.ts'

export interface EvaluatorDefinitionTabProps {
  readonly name: string
  /** The version that is opened; saving makes a new one of it. */
  readonly version: CheckedVersion
  readonly newestNumber: number
}

export function EvaluatorDefinitionTab({ name, version, newestNumber }: EvaluatorDefinitionTabProps) {
  const [start] = useState(() => ({ draft: asDraft(version.definition), examples: draftsOf(version.examples) }))
  const editing = useEvaluatorDraft(start)
  const [wasSent, setWasSent] = useState(false)
  const queries = useQueryClient()
  const { definition, issues } = editing.read
  const broken = editing.examples.filter((example) => example.brokenText !== undefined).length
  const isOld = version.number !== newestNumber
  const saving = useMutation({
    mutationFn: (note: string) => {
      if (!definition) throw new Error('The definition is not complete')
      return addEvaluatorVersion(name, { definition, examples: [...examplesOf(editing.examples)], note })
    },
    onSuccess: async (saved) => {
      showToast(`Version ${saved.number} saved`)
      editing.reset(saved)
      await queries.invalidateQueries({ queryKey: ['evaluators'] })
    },
  })
  return (
    <div className="flex h-full flex-col">
      <LeaveGuard isDirty={editing.isChanged && !saving.isPending} />
      {isOld ? (
        <p className="border-b bg-warn-soft px-4 py-1.5 text-xs text-warn">
          This is version {version.number}. Saving makes it the newest again.{' '}
          <Link to="/evaluators/$name" params={{ name }} search={{}} className="font-medium underline">
            Open version {newestNumber}
          </Link>
        </p>
      ) : null}
      <div className="min-h-0 flex-1 overflow-auto lg:overflow-hidden">
        <EvaluatorEditor editing={editing} showsIssues />
      </div>
      {editing.isChanged || isOld ? (
        <SaveBar
          action={`Save version ${newestNumber + 1}`}
          hint={wasSent ? saveHint(issues.size, broken) : ''}
          isBusy={saving.isPending}
          problem={saving.error ? problemOf(saving.error) : undefined}
          onSave={(note) => {
            setWasSent(true)
            if (definition && broken === 0) saving.mutate(note)
          }}
          onDiscard={() => editing.reset(version)}
        />
      ) : null}
    </div>
  )
}
