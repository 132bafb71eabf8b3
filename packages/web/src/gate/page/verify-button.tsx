import { useMutation } from '@tanstack/react-query'
import { Calculator } from 'lucide-react'
import { problemOf, verifyGate } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'

/** Works the verdict out again from its stored evidence. */
export function VerifyButton({ gateId }: { readonly gateId: string }) {
  const verifying = useMutation({
    mutationFn: () => verifyGate(gateId),
    onSuccess: ({ isValid }) => (isValid ? showToast('The evidence gives exactly this verdict') : undefined),
    onError: (error) => showToast(`${problemOf(error).detail} ${problemOf(error).fix ?? ''}`, 'error'),
  })
  const problems = verifying.data?.isValid === false ? verifying.data.problems : []
  return (
    <>
      <Button icon={Calculator} disabled={verifying.isPending} onClick={() => verifying.mutate()}>
        Verify
      </Button>
      <Dialog
        open={problems.length > 0}
        onClose={() => verifying.reset()}
        title="The evidence does not give this verdict"
        description="One of the two was changed since. Deploy nothing by it."
      >
        <ul className="list-disc space-y-1 pl-4">
          {problems.map((problem) => (
            <li key={problem} className="break-words">
              {oneLine(problem, 600)}
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}
