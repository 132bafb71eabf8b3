import { stat } from 'node:fs/promises'
import { AppError, type NewRelease } from '@pawl/core'
import type { TargetFunction } from '@pawl/sdk'
import { chooseTarget } from '../runs/target-options.ts'

export interface ExternalOptions {
  readonly external?: string
  /** A module, a command of the shell or an address. */
  readonly target?: string
  readonly baselineTarget?: string
  readonly deterministic?: true
  readonly timeoutS?: number
}

export interface ExternalWork {
  readonly release: Extract<NewRelease, { type: 'external' }>
  /** What makes trials here, by side; null where the server makes them, or nobody does. */
  readonly candidate: TargetFunction | null
  readonly baseline: TargetFunction | null
  readonly timeoutMs: number | undefined
}

/** @throws AppError `bad_request` */
export async function readExternal(options: ExternalOptions): Promise<ExternalWork> {
  const { external = '', target, baselineTarget, deterministic, timeoutS } = options
  const at = external.lastIndexOf('@')
  const [name, version] = [external.slice(0, Math.max(0, at)), external.slice(at + 1)]
  if (name === '' || version === '') {
    throw new AppError('bad_request', `--external ${JSON.stringify(external)} names no version of an agent.`, {
      where: '--external',
      fix: 'Write name@version, for example --external support-agent@$(git rev-parse --short HEAD).',
    })
  }
  const candidate = target === undefined ? null : await targetOf(target, timeoutS)
  const baseline = baselineTarget === undefined ? null : await targetOf(baselineTarget, timeoutS)
  return {
    release: {
      ...{ type: 'external', name, version, isDeterministic: deterministic === true },
      target: candidate === null ? null : candidate.spec,
    },
    candidate: candidate?.run ?? null,
    baseline: baseline?.run ?? null,
    timeoutMs: candidate?.timeoutMs,
  }
}

type ExternalSpec = NonNullable<ExternalWork['release']['target']>

async function targetOf(text: string, timeoutS: number | undefined) {
  const limit = timeoutS === undefined ? {} : { timeoutS }
  const isModule = /\.[cm]?[jt]s$/.test(text) && ((await stat(text).catch(() => null))?.isFile() ?? false)
  const options = /^https?:\/\//.test(text) ? { http: text } : isModule ? { target: text } : { command: text }
  const { spec, run, timeoutMs } = await chooseTarget({ ...options, ...limit })
  return { spec: spec as ExternalSpec, run, timeoutMs }
}
