import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { examplesOf } from '../examples/example-draft.ts'
import { ExampleList } from '../examples/example-list.tsx'
import { runsOnDemand, useTrialResults } from '../examples/use-trial-results.ts'
import { IssuesContext } from './control.tsx'
import { DefinitionForm } from './definition-form.tsx'
import type { Issues } from './definition-issues.ts'
import { DefinitionJson } from './definition-json.tsx'
import { kindLabel } from './kinds.ts'
import type { EvaluatorDraft } from './use-evaluator-draft.ts'

const none: Issues = new Map()

export interface EvaluatorEditorProps {
  readonly editing: EvaluatorDraft
  /** Whether what is still empty is marked: not before someone tried to save. */
  readonly showsIssues: boolean
}

/** The definition on one side, on the other its examples, which are judged while one types. */
export function EvaluatorEditor({ editing, showsIssues }: EvaluatorEditorProps) {
  const { draft, setDraft, examples, setExamples, read } = editing
  const [asJson, setAsJson] = useState(false)
  const { definition, issues } = read
  const trial = useTrialResults(definition, examplesOf(examples))
  const incomplete = definition ? '' : 'The definition is not complete yet: nothing is run.'
  return (
    <div className="grid min-h-0 lg:h-full lg:grid-cols-[minmax(0,1fr)_minmax(22rem,34rem)]">
      <section aria-label="Definition" className="min-w-0 p-4 lg:overflow-auto">
        <div className="mb-3 flex items-center gap-2">
          <h2 className="mr-auto font-semibold">{kindLabel(String(draft.kind))}</h2>
          <Button pressed={asJson} onClick={() => setAsJson(!asJson)}>
            As JSON
          </Button>
        </div>
        <IssuesContext value={showsIssues ? issues : none}>
          {asJson ? (
            <DefinitionJson value={draft} onChange={setDraft} issues={issues} />
          ) : (
            <div className="max-w-2xl">
              <DefinitionForm value={draft} onChange={setDraft} path="" />
              {showsIssues && issues.get('') ? <p className="mt-2 text-xs text-error">{issues.get('')}</p> : null}
            </div>
          )}
        </IssuesContext>
      </section>
      <div className="border-t bg-canvas lg:overflow-auto lg:border-t-0 lg:border-l">
        <ExampleList
          examples={examples}
          onChange={setExamples}
          trial={trial}
          isOnDemand={definition !== undefined && runsOnDemand(definition)}
          incomplete={incomplete}
        />
      </div>
    </div>
  )
}
