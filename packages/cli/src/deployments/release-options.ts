import { AppError, type NewRelease } from '@pawl/core'
import { readExternal } from '../gate/external-target.ts'

/** What is released, as it is typed. */
export interface ReleaseOptions {
  readonly prompt?: readonly string[]
  readonly external?: string
  readonly target?: string
  readonly deterministic?: true
}

/** @throws AppError `bad_request` unless it is prompts, or one agent */
export async function readRelease(refs: readonly string[], options: ReleaseOptions): Promise<NewRelease> {
  const prompts = [...refs, ...(options.prompt ?? [])]
  const { external } = options
  if (prompts.length > 0 && external === undefined) return { type: 'prompts', prompts }
  if (prompts.length === 0 && external !== undefined) return (await readExternal(options)).release
  const what = external === undefined ? 'Nothing is named to release.' : 'Prompts and an agent are released apart.'
  throw new AppError('bad_request', what, {
    fix: 'Name prompts, such as support@4, or one agent: --external support-agent@1.4.2.',
  })
}
