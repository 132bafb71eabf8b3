import { Tag } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { QueueDialogProps } from './queue-dialog.tsx'

const QueueDialog = lazy(() => import('./queue-dialog.tsx').then((of) => ({ default: of.QueueDialog })))

/** A button that has people label outputs: which ones, the page says that it stands on. */
export function LabelAction(props: Omit<QueueDialogProps, 'onClose'>) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button icon={Tag} onClick={() => setIsOpen(true)}>
        Label
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <QueueDialog {...props} onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
