import { CircleAlert, CircleCheck } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { cx } from './class-names.ts'

interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'ok' | 'error'
}

let current: Toast | undefined
let lastId = 0
const listeners = new Set<() => void>()

function publish(toast: Toast | undefined): void {
  current = toast
  for (const listener of listeners) listener()
}

/** Says one short thing at the edge of the page; the newest replaces the one before. */
export function showToast(text: string, tone: Toast['tone'] = 'ok'): void {
  lastId += 1
  publish({ id: lastId, text, tone })
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where toasts appear; once per page. */
export function ToastRegion() {
  const toast = useSyncExternalStore(subscribe, () => current)
  useEffect(() => {
    if (!toast) return
    const timer = window.setTimeout(() => publish(undefined), toast.tone === 'error' ? 10_000 : 5000)
    return () => window.clearTimeout(timer)
  }, [toast])
  const Icon = toast?.tone === 'error' ? CircleAlert : CircleCheck
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-50 flex justify-center md:bottom-5"
    >
      {toast ? (
        <div
          key={toast.id}
          className="animate-appear flex max-w-[90vw] items-center gap-2 rounded-md border border-line-strong bg-raised px-3 py-2 shadow-pop"
        >
          <Icon aria-hidden size={15} className={cx('shrink-0', toast.tone === 'error' ? 'text-error' : 'text-ok')} />
          <span>{toast.text}</span>
        </div>
      ) : null}
    </div>
  )
}
