import { Tag } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { labelTraces } from '../api/index.ts'
import { type ListActionProps, toApiFilter } from '../traces/index.ts'
import { Button } from '../ui/button.tsx'

const QueueDialog = lazy(() => import('./labels/queue-dialog.tsx').then((of) => ({ default: of.QueueDialog })))

/** In the toolbar of the traces: people label the outputs of what the filter lets through. */
export function LabelListOutputs({ search, isPhone }: ListActionProps) {
  const [isOpen, setIsOpen] = useState(false)
  if (isPhone) return null
  return (
    <>
      <Button icon={Tag} onClick={() => setIsOpen(true)}>
        Label
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <QueueDialog
            about="The outputs of the newest traces of this list."
            onQueue={(wanted) => labelTraces({ ...wanted, filter: toApiFilter(search, Date.now()) })}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  )
}
