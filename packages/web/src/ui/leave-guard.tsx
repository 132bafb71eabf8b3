import { useBlocker } from '@tanstack/react-router'
import { Confirm } from './dialog.tsx'

/** Asks before a page with unsaved changes is left, also by the browser itself. */
export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    // The same page with another address (a tab, a filter) keeps what was typed.
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
  return (
    <Confirm
      open={status === 'blocked'}
      title="Leave without saving?"
      action="Leave"
      busy={false}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      What you changed here is not saved yet.
    </Confirm>
  )
}
