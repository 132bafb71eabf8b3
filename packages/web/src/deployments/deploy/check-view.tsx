import type { DeploymentCheck } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { CircleCheck, Lock } from 'lucide-react'
import { useReasonTexts } from '../../gate/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'

const mostShown = 5

/** Whether it may be deployed, why, and the command that would settle it. */
export function CheckView({ check }: { readonly check: DeploymentCheck }) {
  const { isAllowed, reason, fix, gateId, coverage } = check
  const unnamed = (coverage?.changes ?? []).filter(({ message }) => !reason.includes(message))
  const shown = unnamed.slice(0, mostShown)
  const textOf = useReasonTexts([reason, ...shown.map(({ message }) => message)])
  return (
    <section aria-label="Whether it may be deployed" className="space-y-2">
      <p className="flex items-start gap-2">
        {isAllowed ? (
          <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-ok" />
        ) : (
          <Lock aria-hidden size={15} className="mt-0.5 shrink-0 text-ink-3" />
        )}
        <span className="min-w-0 break-words">
          {textOf(reason)}{' '}
          {gateId === null ? null : (
            <Link
              to="/gates/$gateId"
              params={{ gateId }}
              search={{}}
              className="font-medium whitespace-nowrap text-accent hover:underline"
            >
              See the gate
            </Link>
          )}
        </span>
      </p>
      {shown.length === 0 ? null : (
        <ul className="list-disc space-y-0.5 pl-10 text-xs text-ink-2">
          {shown.map(({ kind, name, message }) => (
            <li key={`${kind} ${name}`} className="break-words">
              {textOf(message)}
            </li>
          ))}
          {unnamed.length > shown.length ? <li>and {unnamed.length - shown.length} more</li> : null}
        </ul>
      )}
      {fix === '' ? null : <CodeBlock code={fix} what="Command" />}
    </section>
  )
}
