import { AppError } from '@pawl/core'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'
import { openHttpTarget } from './http-target.ts'
import { openPromptTarget } from './prompt-target.ts'
import { openRecordedTarget } from './recorded-target.ts'
import type { Target } from './target.ts'

/** @throws AppError for what stops every trial */
export async function openTarget(context: RunsContext, run: RunRecord): Promise<Target> {
  const { spec } = run
  switch (spec.type) {
    case 'prompt':
      return await openPromptTarget(context, run, spec)
    case 'http':
      return openHttpTarget(context, run.project, spec)
    case 'recorded':
      if (spec.from === 'source') return openRecordedTarget(context, run)
      throw callersOwn(spec.type)
    case 'command':
    case 'function':
      throw callersOwn(spec.type)
  }
}

const callersOwn = (type: string): AppError =>
  new AppError('internal', `Trials of a ${type} target are made by the caller, not by the server.`)
