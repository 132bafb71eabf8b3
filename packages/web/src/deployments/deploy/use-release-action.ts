import type { Deployment } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { releaseText } from '../../gate/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { kindWords } from '../marks/words.ts'

/** Something that changes what is live: afterwards every page that shows it asks again. */
export function useReleaseAction<Request>(act: (request: Request) => Promise<Deployment>, onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async (deployment) => {
      const { kind, release, environment } = deployment
      showToast(`${kindWords[kind]}: ${releaseText(release)} is live in ${environment}`)
      onDone()
      await Promise.all(
        [['releases'], ['gates'], ['prompts'], ['environments'], ['audit']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      )
    },
    // A refusal says what changed meanwhile.
    onError: () => queries.invalidateQueries({ queryKey: ['releases'] }),
  })
}
