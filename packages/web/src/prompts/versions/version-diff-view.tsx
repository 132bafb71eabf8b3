import { diffPrompts, type PromptVersion } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { useMemo, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { draftOf } from '../editor/editor-draft.ts'
import { keepDraft, keptDraft } from '../editor/kept-draft.ts'
import { versionQuery } from '../prompt-queries.ts'
import { PromptDiffView } from './prompt-diff-view.tsx'

export interface VersionDiffViewProps {
  readonly prompt: string
  /** The number of the newest version. */
  readonly newest: number
  readonly from: number
  readonly to: number
}

export function VersionDiffView({ prompt, newest, from, to }: VersionDiffViewProps) {
  const before = useQuery(versionQuery(prompt, from))
  const after = useQuery(versionQuery(prompt, to))
  const failed = [before, after].find(({ isError }) => isError)
  if (failed) return <ErrorState problem={problemOf(failed.error)} onRetry={() => void failed.refetch()} />
  if (before.data === undefined || after.data === undefined) return <SkeletonLines lines={8} />
  return <LoadedDiff before={before.data} after={after.data} basedOn={newest} />
}

interface LoadedDiffProps {
  readonly before: PromptVersion
  readonly after: PromptVersion
  readonly basedOn: number
}

function LoadedDiff({ before, after, basedOn }: LoadedDiffProps) {
  const diff = useMemo(() => diffPrompts(before.content, after.content), [before, after])
  return (
    <>
      <PromptDiffView diff={diff} before={before.content} after={after.content} />
      {basedOn === after.number ? null : <StartFrom version={after} basedOn={basedOn} />}
    </>
  )
}

interface StartFromProps {
  readonly version: PromptVersion
  readonly basedOn: number
}

/** Takes an earlier version into the editor, as work on top of the newest. */
function StartFrom({ version, basedOn }: StartFromProps) {
  const [asks, setAsks] = useState(false)
  const navigate = useNavigate()
  const { promptName: name, number, content } = version
  const start = () => {
    keepDraft(name, { basedOn, draft: draftOf(content), note: `From version ${number}` })
    void navigate({ to: '/prompts/$name', params: { name } })
  }
  return (
    <>
      <Button icon={Pencil} className="mt-3" onClick={() => (keptDraft(name) === null ? start() : setAsks(true))}>
        Edit from version {number}
      </Button>
      <Confirm
        open={asks}
        title="Replace your unsaved work?"
        action="Replace it"
        busy={false}
        onConfirm={start}
        onClose={() => setAsks(false)}
      >
        The editor holds changes that nobody saved. They are lost.
      </Confirm>
    </>
  )
}
