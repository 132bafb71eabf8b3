import { stat } from 'node:fs/promises'
import { AppError, type NewRelease, streamTrialNumber } from '@pawl/core'
import type { TargetFunction } from '@pawl/sdk'
import { recordedFileTarget } from '../runs/recorded-file-target.ts'
import { chooseTarget } from '../runs/target-options.ts'

export interface ExternalOptions {
  readonly external?: string
  /** A module, a command of the shell, an address, or a file with what was recorded of it. */
  readonly target?: string
  /** `name@version` of the version to compare with, and how that is run. */
  readonly baseline?: string
  readonly baselineTarget?: string
  readonly deterministic?: true
  readonly timeoutS?: number
}

type ExternalRelease = Extract<NewRelease, { type: 'external' }>

export interface ExternalWork {
  readonly release: ExternalRelease
  /** To be compared with, where it was named. */
  readonly named: ExternalRelease | null
  /** What makes trials here, by side; null where the server makes them, or nobody does. */
  readonly candidate: TargetFunction | null
  readonly baseline: TargetFunction | null
  readonly timeoutMs: number | undefined
}

/** @throws AppError `bad_request` */
export async function readExternal(options: ExternalOptions): Promise<ExternalWork> {
  const { external = '', target, baseline, baselineTarget, deterministic, timeoutS } = options
  const candidate = target === undefined ? null : await targetOf(target, timeoutS)
  const compared = baselineTarget === undefined ? null : await targetOf(baselineTarget, timeoutS)
  if (compared !== null && baseline === undefined) {
    throw new AppError(
      'bad_request',
      '--baseline-target says how a version is run, and --baseline does not say which.',
      {
        where: '--baseline',
        fix: 'Add --baseline name@version, a version that the server knows (--server).',
      },
    )
  }
  const isDeterministic = deterministic === true
  return {
    release: { ...versionOf(external, '--external'), isDeterministic, target: candidate?.spec ?? null },
    named:
      baseline === undefined
        ? null
        : { ...versionOf(baseline, '--baseline'), isDeterministic, target: compared?.spec ?? null },
    candidate: candidate?.run ?? null,
    baseline: compared?.run ?? null,
    timeoutMs: candidate?.timeoutMs,
  }
}

function versionOf(text: string, where: string): Pick<ExternalRelease, 'type' | 'name' | 'version'> {
  const at = text.lastIndexOf('@')
  const [name, version] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
  if (name !== '' && version !== '') return { type: 'external', name, version }
  throw new AppError('bad_request', `${where} ${JSON.stringify(text)} names no version of an agent.`, {
    where,
    fix: `Write name@version, for example ${where} support-agent@$(git rev-parse --short HEAD).`,
  })
}

type ExternalSpec = NonNullable<ExternalWork['release']['target']>

async function targetOf(text: string, timeoutS: number | undefined) {
  if (/\.jsonl$/.test(text) && (await isFile(text))) {
    const recorded = await recordedFileTarget(text)
    // A gate numbers the trials of its two tests in turn.
    const run: TargetFunction = (row, trial) => recorded(row, { ...trial, trial: streamTrialNumber(trial.trial) })
    return { spec: { type: 'recorded', from: 'file' } as ExternalSpec, run, timeoutMs: undefined }
  }
  const limit = timeoutS === undefined ? {} : { timeoutS }
  const isModule = /\.[cm]?[jt]s$/.test(text) && (await isFile(text))
  const options = /^https?:\/\//.test(text) ? { http: text } : isModule ? { target: text } : { command: text }
  const { spec, run, timeoutMs } = await chooseTarget({ ...options, ...limit })
  return { spec: spec as ExternalSpec, run, timeoutMs }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false
}
