import { ListPlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type ListActionProps, toApiFilter } from '../../traces/index.ts'
import { Button } from '../../ui/button.tsx'

const AddFromTracesDialog = lazy(() =>
  import('../import/add-from-traces-dialog.tsx').then((of) => ({ default: of.AddFromTracesDialog })),
)

/** In the toolbar of the traces: rows of all that the filter lets through. */
export function AddListToDataset({ search, isPhone }: ListActionProps) {
  const [isOpen, setIsOpen] = useState(false)
  if (isPhone) return null
  return (
    <>
      <Button icon={ListPlus} onClick={() => setIsOpen(true)}>
        Add to dataset
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <AddFromTracesDialog filter={toApiFilter(search, Date.now())} onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
