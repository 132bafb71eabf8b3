import type { EvaluatorKind } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import { createEvaluator, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { type ExampleDraft, examplesOf } from '../examples/example-draft.ts'
import { type ExampleSource, loadExamples } from '../examples/load-subject.ts'
import { EvaluatorEditor } from './evaluator-editor.tsx'
import { KindPicker } from './kind-picker.tsx'
import { isKind, startOf } from './kinds.ts'
import type { NewEvaluatorSearch } from './new-evaluator-search.ts'
import { SaveBar, saveHint } from './save-bar.tsx'
import { useEvaluatorDraft } from './use-evaluator-draft.ts'

export function NewEvaluatorPage() {
  const { kind, ...source }: NewEvaluatorSearch = useSearch({ from: '/evaluators/_new' })
  const navigate = useNavigate({ from: '/evaluators/_new' })
  return (
    <div className="flex h-full flex-col">
      <header className="flex items-center gap-2 border-b px-4 py-2.5">
        <Link to="/evaluators" search={{}} className="text-ink-3 hover:text-ink" aria-label="All evaluators">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="mr-auto font-semibold">New evaluator</h1>
        {kind ? <Button onClick={() => void navigate({ search: source })}>Another kind</Button> : null}
      </header>
      {isKind(kind) ? (
        <LoadedEditor key={kind} kind={kind} source={source} />
      ) : (
        <div className="min-h-0 flex-1 overflow-auto p-4">
          <div className="mx-auto max-w-4xl">
            <KindPicker onChoose={(chosen) => void navigate({ search: { ...source, kind: chosen } })} />
          </div>
        </div>
      )}
    </div>
  )
}

function LoadedEditor({ kind, source }: { readonly kind: EvaluatorKind; readonly source: ExampleSource }) {
  const examples = useQuery({
    queryKey: ['evaluators', 'examples-of', source],
    queryFn: ({ signal }) => loadExamples(source, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (examples.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={6} />
      </div>
    )
  }
  if (examples.isError)
    return <ErrorState problem={problemOf(examples.error)} onRetry={() => void examples.refetch()} />
  return <NewEditor kind={kind} examples={examples.data} />
}

const namePattern = /^[a-z0-9][a-z0-9._-]{0,99}$/

function NewEditor({ kind, examples }: { readonly kind: EvaluatorKind; readonly examples: readonly ExampleDraft[] }) {
  const editing = useEvaluatorDraft({ draft: startOf(kind), examples })
  const [name, setName] = useState('')
  const [wasSent, setWasSent] = useState(false)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { definition, issues } = editing.read
  const broken = editing.examples.filter((example) => example.brokenText !== undefined).length
  const saving = useMutation({
    mutationFn: (note: string) => {
      if (!definition) throw new Error('The definition is not complete')
      return createEvaluator({ name, definition, examples: [...examplesOf(editing.examples)], note })
    },
    onSuccess: async () => {
      showToast(`Evaluator ${name} saved`)
      await queries.invalidateQueries({ queryKey: ['evaluators'] })
      await navigate({ to: '/evaluators/$name', params: { name } })
    },
  })
  const nameError = namePattern.test(name)
    ? undefined
    : 'Lower-case letters, digits, ".", "_" and "-": it stands in rows and commands and never changes.'
  const save = (note: string) => {
    setWasSent(true)
    if (definition && broken === 0 && nameError === undefined) saving.mutate(note)
  }
  return (
    <>
      <LeaveGuard isDirty={(editing.isChanged || name !== '') && !saving.isPending && !saving.isSuccess} />
      <div className="border-b bg-surface px-4 py-3">
        <div className="max-w-96">
          <Field
            label="Name"
            error={wasSent ? nameError : undefined}
            hint="Such as names_the_policy. It never changes."
          >
            {(control) => (
              <Input
                {...control}
                autoFocus
                value={name}
                onChange={(event) => setName(event.target.value.toLowerCase())}
              />
            )}
          </Field>
        </div>
      </div>
      <div className="min-h-0 flex-1 overflow-auto lg:overflow-hidden">
        <EvaluatorEditor editing={editing} showsIssues={wasSent} />
      </div>
      <SaveBar
        action="Save evaluator"
        hint={wasSent ? (nameError ? 'It needs a name.' : saveHint(issues.size, broken)) : ''}
        isBusy={saving.isPending}
        problem={saving.error ? problemOf(saving.error) : undefined}
        onSave={save}
      />
    </>
  )
}
