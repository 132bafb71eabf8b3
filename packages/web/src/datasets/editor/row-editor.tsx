import type { RowFields, RowView } from '@pawl/core'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { BehaviorSection, ReferenceSection } from './behavior-section.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { DatasetChoice } from './dataset-choice.tsx'
import { DuplicatesNotice } from './duplicates-notice.tsx'
import { EditorHeader, SaveBar } from './editor-frame.tsx'
import { EvaluatorsSection } from './evaluators-section.tsx'
import { InputSection, MetadataSection } from './input-section.tsx'
import { SourcePane } from './source-pane.tsx'
import { ToolCallsSection } from './tool-calls-section.tsx'
import { type RowDraftState, useRowDraft } from './use-row-draft.ts'
import { type Saving, useSaving } from './use-saving.ts'
import { LabelsSection, PrioritySection } from './why-section.tsx'

export interface RowEditorProps {
  /** Names the unsaved edits in this browser. */
  readonly name: string
  readonly fields: RowFields
  readonly dataset: string
  /** The row that is edited; undefined for a new one. */
  readonly row: RowView | undefined
}

/** The form of a row beside what it was made from. */
export function RowEditor({ name, fields, dataset, row }: RowEditorProps) {
  const state = useRowDraft({ name, fields, revision: row?.revision ?? 0, dataset })
  const saving = useSaving(state, { row, source: fields.source })
  const isPhone = useIsPhone()
  const [pane, setPane] = useState<'form' | 'source'>('form')
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    saving.save({ activate: event.shiftKey })
  }
  const form = (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <div className="min-h-0 flex-1 overflow-auto overscroll-contain">
        <Form state={state} row={row} saving={saving} />
      </div>
      <SaveBar state={state} row={row} saving={saving} />
    </div>
  )
  const source = <SourcePane fields={state.draft.fields} source={fields.source} />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the keys that save from any field inside.
    <div className="flex h-full flex-col" onKeyDown={onKeyDown}>
      <EditorHeader state={state} row={row} />
      <div className="min-h-0 flex-1">
        {isPhone ? (
          <PhonePanes pane={pane} onPane={setPane} form={form} source={source} />
        ) : (
          <SplitPane label="Width of the source" left={source} right={form} />
        )}
      </div>
      <SaveDialogs state={state} row={row} saving={saving} />
    </div>
  )
}

interface PhonePanesProps {
  readonly pane: 'form' | 'source'
  readonly onPane: (pane: 'form' | 'source') => void
  readonly form: ReactNode
  readonly source: ReactNode
}

const PhonePanes = ({ pane, onPane, form, source }: PhonePanesProps) => (
  <Tabs
    label="Row and source"
    className="flex h-full flex-col [&>[role=tabpanel]]:min-h-0 [&>[role=tabpanel]]:flex-1"
    value={pane}
    onChange={onPane}
    tabs={[
      { name: 'form', label: 'Row', content: () => form },
      { name: 'source', label: 'Where it comes from', content: () => source },
    ]}
  />
)

interface FormProps {
  readonly state: RowDraftState
  readonly row: RowView | undefined
  readonly saving: Saving
}

function Form({ state, row, saving }: FormProps) {
  const { draft, setDraft, dataset, setDataset } = state
  return (
    <>
      {row ? null : (
        <div className="border-b px-4 py-3">
          <DatasetChoice value={dataset} onChange={setDataset} error={saving.datasetProblem} />
        </div>
      )}
      <DuplicatesNotice
        dataset={dataset}
        fields={draft.fields}
        rowId={row?.id}
        onMerge={row ? undefined : () => saving.save({ activate: false, merges: true })}
      />
      <BehaviorSection draft={draft} onChange={setDraft} />
      <ReferenceSection draft={draft} onChange={setDraft} />
      <EvaluatorsSection draft={draft} onChange={setDraft} />
      <LabelsSection draft={draft} onChange={setDraft} />
      <PrioritySection draft={draft} onChange={setDraft} />
      <ToolCallsSection draft={draft} onChange={setDraft} />
      <InputSection draft={draft} onChange={setDraft} />
      <MetadataSection draft={draft} onChange={setDraft} />
    </>
  )
}

function SaveDialogs({ state, row, saving }: FormProps) {
  const { result, weakening } = saving
  return (
    <>
      {weakening ? (
        <ReasonDialog
          title="The row would protect less"
          about={`${weakening.messages.join('. ')}. Say why.`}
          action="Save"
          busy={saving.isBusy}
          onConfirm={weakening.confirm}
          onClose={() => weakening.confirm('')}
        />
      ) : null}
      {row && result?.kind === 'conflict' ? (
        <ConflictDialog
          draft={state.draft}
          base={state.base}
          theirs={result.theirs}
          onClose={saving.dismiss}
          onResolve={(draft) => saving.resolve(draft, result.theirs)}
        />
      ) : null}
    </>
  )
}
