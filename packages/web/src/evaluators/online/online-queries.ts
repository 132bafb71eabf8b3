import type { OnlineEvaluationList } from '@pawl/core'
import { queryOptions } from '@tanstack/react-query'
import { listOnlineEvaluations } from '../../api/index.ts'

const isFilling = ({ onlineEvaluations }: OnlineEvaluationList): boolean =>
  onlineEvaluations.some(({ backfill }) => backfill?.state === 'running')

/** All of the project at once: a list marks every evaluator of it. */
export const onlineQuery = queryOptions({
  queryKey: ['online'],
  queryFn: ({ signal }) => listOnlineEvaluations(signal),
  refetchInterval: ({ state }) => (state.data && isFilling(state.data) ? 2000 : 30_000),
})

export const onlineOfQuery = (name: string) =>
  queryOptions({
    ...onlineQuery,
    select: ({ onlineEvaluations }) => onlineEvaluations.find((one) => one.name === name) ?? null,
  })
