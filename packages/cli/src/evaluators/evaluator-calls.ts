import {
  AppError,
  type CheckedVersion,
  type EvaluatorDetail,
  type EvaluatorResult,
  evaluatorDetailSchema,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { Paint } from '../layout/paint.ts'

export const evaluatorPath = (name: string): string => `/api/evaluators/${encodeURIComponent(name)}`

const fetchEvaluator = (api: ApiClient, name: string): Promise<EvaluatorDetail> =>
  api.fetchAnswer(evaluatorPath(name), evaluatorDetailSchema)

/** Null where there is none of that name. */
export async function fetchEvaluatorIfAny(api: ApiClient, name: string): Promise<EvaluatorDetail | null> {
  try {
    return await fetchEvaluator(api, name)
  } catch (error) {
    if (AppError.isInstance(error) && error.code === 'not_found') return null
    throw error
  }
}

/** @throws AppError `not_found` that says which versions there are */
export async function fetchVersion(api: ApiClient, reference: string): Promise<CheckedVersion> {
  const [name = '', choice] = reference.split('@')
  const { versions } = await fetchEvaluator(api, name)
  const found = versions.find(({ number, id }) => {
    if (choice === undefined) return true
    return /^\d{1,5}$/.test(choice) ? number === Number(choice) : choice.length >= 6 && id.startsWith(choice)
  })
  if (found !== undefined) return found
  throw new AppError('not_found', `There is no version ${choice} of ${name}.`, {
    fix: `There are ${versions.map(({ number, id }) => `${number} (${id.slice(0, 12)})`).join(', ')}.`,
  })
}

const colors = { pass: 'green', fail: 'red', unknown: 'yellow' } as const

export const paintedOutcome = ({ outcome }: Pick<EvaluatorResult, 'outcome'>, paint: Paint): string =>
  paint(colors[outcome], outcome)
