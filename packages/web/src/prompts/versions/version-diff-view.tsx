import { diffPrompts, type PromptVersion } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { problemOf } from '../../api/index.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { versionQuery } from '../prompt-queries.ts'
import { PromptDiffView } from './prompt-diff-view.tsx'

export interface VersionDiffViewProps {
  readonly prompt: string
  readonly from: number
  readonly to: number
}

export function VersionDiffView({ prompt, from, to }: VersionDiffViewProps) {
  const before = useQuery(versionQuery(prompt, from))
  const after = useQuery(versionQuery(prompt, to))
  const failed = [before, after].find(({ isError }) => isError)
  if (failed) return <ErrorState problem={problemOf(failed.error)} onRetry={() => void failed.refetch()} />
  if (before.data === undefined || after.data === undefined) return <SkeletonLines lines={8} />
  return <LoadedDiff before={before.data} after={after.data} />
}

function LoadedDiff({ before, after }: { readonly before: PromptVersion; readonly after: PromptVersion }) {
  const diff = useMemo(() => diffPrompts(before.content, after.content), [before, after])
  return <PromptDiffView diff={diff} before={before.content} after={after.content} />
}
