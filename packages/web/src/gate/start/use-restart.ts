import type { GateView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { problemOf, startGate } from '../../api/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { gateQuery } from '../gate-queries.ts'
import { requestOf } from './release-request.ts'

/** Starts the gate again: it goes on from the evidence that is there. */
export function useRestart({ environment, release, note }: Pick<GateView, 'environment' | 'release' | 'note'>) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => startGate({ environment, release: requestOf(release), note }),
    onSuccess: (next) => {
      queries.setQueryData(gateQuery(next.id).queryKey, next)
      void queries.invalidateQueries({ queryKey: ['gates', 'list'] })
      void navigate({ to: '/gates/$gateId', params: { gateId: next.id }, search: {} })
    },
    onError: (error) => showToast(`${problemOf(error).detail} ${problemOf(error).fix ?? ''}`, 'error'),
  })
}
