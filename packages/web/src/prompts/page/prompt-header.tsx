import type { PromptSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronRight, Pencil, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { PromptActionSlot, PromptMarkSlot } from '../slots.tsx'
import { AboutDialog } from './about-dialog.tsx'
import { PromptActions } from './prompt-actions.tsx'

/** What the prompt is, what of it is live and what protects it. */
export function PromptHeader({ prompt }: { readonly prompt: PromptSummary }) {
  const [edits, setEdits] = useState(false)
  const { name, description, archivedAt, protectedBy } = prompt
  const protectors = [...protectedBy.datasets, ...protectedBy.evaluators]
  return (
    <header className="shrink-0 border-b bg-surface px-4 py-2.5">
      <div className="flex items-center gap-2">
        <nav aria-label="Place" className="flex min-w-0 flex-1 items-center gap-1.5">
          <Link to="/prompts" className="flex shrink-0 items-center gap-1.5 text-ink-3 hover:text-ink">
            <ArrowLeft aria-hidden size={16} className="md:hidden" />
            <span className="max-md:sr-only">Prompts</span>
          </Link>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3 max-md:hidden" />
          <h1 className="truncate text-base font-semibold">{oneLine(name, 120)}</h1>
          {archivedAt === null ? null : <Badge tone="warn">archived</Badge>}
        </nav>
        <PromptActionSlot prompt={prompt} />
        <Button icon={Pencil} variant="ghost" onClick={() => setEdits(true)}>
          <span className="max-md:sr-only">About it</span>
        </Button>
        <PromptActions prompt={prompt} />
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
        {description === '' ? null : <p className="max-w-2xl truncate">{oneLine(description, 300)}</p>}
        <span className="flex flex-wrap gap-1 max-md:basis-full">
          {prompt.current.length === 0 ? <span className="text-ink-3">Not live anywhere</span> : null}
          <PromptMarkSlot prompt={prompt} />
        </span>
        <span className="flex min-w-0 flex-wrap items-center gap-1 max-md:basis-full">
          <ShieldCheck aria-hidden size={13} className="text-ink-3" />
          {protectors.length === 0 ? <span className="text-ink-3">Nothing protects it</span> : null}
          {protectors.map((protector) => (
            <Badge key={protector}>{oneLine(protector, 60)}</Badge>
          ))}
        </span>
      </div>
      {edits ? <AboutDialog prompt={prompt} onClose={() => setEdits(false)} /> : null}
    </header>
  )
}
