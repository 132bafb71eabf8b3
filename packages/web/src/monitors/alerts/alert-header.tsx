import type { Alert } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Check, CheckCheck, ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { AlertStateBadge } from '../marks/monitor-marks.tsx'
import { ActionDialog, type AlertAct } from './action-dialog.tsx'

export function AlertHeader({ alert }: { readonly alert: Alert }) {
  const { state, title } = alert
  const [act, setAct] = useState<AlertAct>()
  const isOpen = state === 'open' || state === 'reopened'
  return (
    <header className="border-b bg-surface px-3 py-2.5 md:px-4">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <Link to="/alerts" search={{}} className="text-ink-3 hover:text-ink" aria-label="All alerts">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <AlertStateBadge state={state} />
        <h1 className="min-w-0 flex-1 basis-64 font-semibold break-words">{oneLine(title, 400)}</h1>
        <span className="flex flex-wrap gap-1.5">
          {isOpen ? (
            <Button icon={Check} onClick={() => setAct('acknowledge')}>
              Acknowledge
            </Button>
          ) : null}
          {state === 'resolved' ? null : (
            <Button icon={CheckCheck} onClick={() => setAct('resolve')}>
              Resolve
            </Button>
          )}
        </span>
      </div>
      {act === undefined ? null : <ActionDialog alert={alert} act={act} onClose={() => setAct(undefined)} />}
    </header>
  )
}
