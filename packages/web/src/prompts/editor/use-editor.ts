import type { PromptSummary, PromptVersion } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { addVersion, problemOf } from '../../api/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { promptQuery, versionQuery } from '../prompt-queries.ts'
import { draftOf, type EditorDraft, emptyDraft, readDraft } from './editor-draft.ts'
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts'

export interface EditorOptions {
  readonly prompt: PromptSummary
  /** The newest; null while there is none. */
  readonly newest: PromptVersion | null
}

/** How long typing must rest until the work is written down. */
const restMs = 300

interface Work {
  readonly basedOn: number
  readonly draft: EditorDraft
  readonly note: string
}

/** The work on a prompt: kept over a reload, saved as a version, told when somebody else was faster. */
export function useEditor({ prompt, newest }: EditorOptions) {
  const { name } = prompt
  const newestNumber = newest?.number ?? 0
  const clean = useMemo(() => (newest === null ? emptyDraft : draftOf(newest.content)), [newest])
  const [kept] = useState(() => keptDraft(name))
  const [work, setWork] = useState<Work>(() => kept ?? { basedOn: newestNumber, draft: clean, note: '' })
  const isDirty = !isSame(work.draft, clean)
  const read = useMemo(() => readDraft(work.draft), [work.draft])
  const queries = useQueryClient()
  const [seen, setSeen] = useState({ number: newestNumber, clean })
  if (seen.number !== newestNumber) {
    setSeen({ number: newestNumber, clean })
    // Nothing of one's own is lost by following the newest version.
    if (isSame(work.draft, seen.clean)) setWork({ ...work, basedOn: newestNumber, draft: clean })
  }
  useKeeping(name, isDirty || work.note !== '' ? work : null)
  const save = useMutation({
    mutationFn: async () => {
      if (read.content === undefined) throw new Error('The prompt is not complete.')
      return addVersion(name, { content: read.content, note: work.note.trim(), basedOn: work.basedOn })
    },
    onSuccess: ({ version, isNew }) => {
      forgetDraft(name)
      const { content, ...line } = version
      queries.setQueryData(versionQuery(name, version.number).queryKey, version)
      if (isNew) {
        const newestLine = { ...line, model: content.model }
        queries.setQueryData(promptQuery(name).queryKey, {
          ...prompt,
          newest: newestLine,
          versionCount: version.number,
        })
        setWork({ draft: draftOf(content), note: '', basedOn: version.number })
        showToast(`Version ${version.number} saved`)
      } else {
        setWork({ draft: clean, note: '', basedOn: newestNumber })
        showToast(`Nothing to save: this is version ${version.number} again`)
      }
      void queries.invalidateQueries({ queryKey: ['prompts'] })
    },
    onError: (error) => {
      // Somebody saved meanwhile: who and what shows once the prompt is read again.
      if (problemOf(error).code === 'conflict') void queries.invalidateQueries({ queryKey: ['prompts'] })
    },
  })
  return {
    work,
    problems: read.problems ?? {},
    content: read.content,
    isDirty,
    /** The work began before the newest version. */
    isBehind: isDirty && work.basedOn !== newestNumber,
    /** It was found in this browser. */
    isRestored: kept !== null && work.draft === kept.draft,
    isSaving: save.isPending,
    failure: save.isError && problemOf(save.error).code !== 'conflict' ? problemOf(save.error) : undefined,
    change: (draft: EditorDraft) => setWork((before) => ({ ...before, draft })),
    setNote: (note: string) => setWork((before) => ({ ...before, note })),
    discard: () => {
      forgetDraft(name)
      save.reset()
      setWork({ basedOn: newestNumber, draft: clean, note: '' })
    },
    /** From now on the work counts as on top of the newest version. */
    rebase: () => setWork((before) => ({ ...before, basedOn: newestNumber })),
    save: () => {
      if (isDirty && read.content !== undefined && !save.isPending) save.mutate()
    },
  }
}

const isSame = (one: EditorDraft, other: EditorDraft): boolean => JSON.stringify(one) === JSON.stringify(other)

export type Editor = ReturnType<typeof useEditor>

/** Writes unsaved work down when typing rests, and at the latest when the page goes. */
function useKeeping(name: string, work: Work | null): void {
  const latest = useRef(work)
  latest.current = work
  useEffect(() => {
    const write = () => {
      if (latest.current === null) forgetDraft(name)
      else keepDraft(name, latest.current)
    }
    if (work === null) return write()
    const timer = window.setTimeout(write, restMs)
    return () => window.clearTimeout(timer)
  }, [name, work])
  useEffect(() => {
    const write = () => {
      if (latest.current !== null) keepDraft(name, latest.current)
    }
    window.addEventListener('pagehide', write)
    return () => {
      window.removeEventListener('pagehide', write)
      write()
    }
  }, [name])
}
