import type { NoticedWeakening } from '@pawl/core'
import { ShieldMinus } from 'lucide-react'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'

/** What protects the environment less than when it was last released into: it stands before everything else. */
export function Weakenings({ weakenings }: { readonly weakenings: readonly NoticedWeakening[] }) {
  if (weakenings.length === 0) return null
  return (
    <section aria-label="Weakened" className="rounded-lg border border-warn-fill/50 bg-warn-soft px-3.5 py-2.5">
      <h2 className="flex items-center gap-1.5 font-semibold text-warn">
        <ShieldMinus aria-hidden size={15} className="shrink-0" />
        {weakenings.length === 1 ? 'One protection was weakened' : `${weakenings.length} protections were weakened`}{' '}
        since the last deployment
      </h2>
      <ul className="mt-1.5 space-y-1.5">
        {weakenings.map(({ sequence, message, who, at, reason }) => (
          <li key={sequence} className="min-w-0">
            <p className="break-words">{oneLine(message, 400)}</p>
            <p className="text-xs break-words text-ink-2">
              {oneLine(who, 80)}, <Instant iso={at} as="relative" />
              {reason === '' ? null : <>: “{oneLine(reason, 600)}”</>}{' '}
              <span className="text-ink-3">· audit entry {sequence}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
