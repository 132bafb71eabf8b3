import type { GateView, ReleaseTarget, TrialUse } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { versionText } from '../marks/gate-marks.tsx'
import { useWords } from '../marks/words.ts'

const short = (text: string): string => (/^[0-9a-f]{20,}$/.test(text) ? text.slice(0, 12) : oneLine(text, 40))

/** Everything that the verdict speaks of, by exact version. */
export function ExactVersions({ gate }: { readonly gate: GateView }) {
  const { decision, release, baseline, policyVersion, evidenceHash, auditHead } = gate
  const { subject, models } = decision
  return (
    <Panel title="Exactly these versions">
      <dl className="space-y-2.5 px-3.5 py-3 text-xs">
        <Entry label="Candidate">
          <Targets targets={release.targets} />
        </Entry>
        <Entry label="Deployed, to compare with">
          {baseline === null ? <span className="text-ink-3">nothing</span> : <Targets targets={baseline.targets} />}
        </Entry>
        <Entry label="Datasets">
          {subject.datasets.length === 0 ? <span className="text-ink-3">none</span> : null}
          {subject.datasets.map(({ name, revision, rows }) => (
            <Line key={name} name={<span className="truncate">{oneLine(name, 80)}</span>}>
              r{revision}, {formatCount(rows.length)} active
            </Line>
          ))}
        </Entry>
        <Entry label="Evaluators">
          {subject.evaluators.length === 0 ? <span className="text-ink-3">none</span> : null}
          {subject.evaluators.map(({ name, version }) => (
            <Line
              key={name}
              name={
                <Link to="/evaluators/$name" params={{ name }} className="truncate hover:underline">
                  {oneLine(name, 80)}
                </Link>
              }
            >
              <span className="font-mono text-2xs">{short(version)}</span>
            </Line>
          ))}
        </Entry>
        <Entry label="Policy">
          <Hash text={policyVersion} what="Policy version" />
        </Entry>
        <Entry label="Models that answered">
          {models.length === 0 ? <span className="text-ink-3">none said so</span> : null}
          {byModel(models).map(([model, uses]) => (
            <Line key={model} name={<span className="truncate">{oneLine(model, 80)}</span>}>
              {uses.map((use) => useWords[use]).join(', ')}
            </Line>
          ))}
        </Entry>
        {evidenceHash === null ? null : (
          <Entry label="SHA-256 of the evidence">
            <Hash text={evidenceHash} what="Hash of the evidence" />
          </Entry>
        )}
        {auditHead === null ? null : (
          <Entry label={`Audit log when it ended, entry ${auditHead.sequence}`}>
            <Hash
              text={auditHead.hash}
              what="Head of the audit log"
              copied={`${auditHead.sequence}:${auditHead.hash}`}
            />
          </Entry>
        )}
      </dl>
    </Panel>
  )
}

const Entry = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div>
    <dt className="text-2xs text-ink-3">{label}</dt>
    <dd className="mt-0.5 min-w-0">{children}</dd>
  </div>
)

const Line = ({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) => (
  <p className="flex min-w-0 items-baseline justify-between gap-2">
    <span className="flex min-w-0">{name}</span>
    <span className="shrink-0 text-right text-ink-3">{children}</span>
  </p>
)

const Targets = ({ targets }: { readonly targets: readonly ReleaseTarget[] }) =>
  targets.map((target) => (
    <Line
      key={target.name}
      name={
        <span className="truncate">
          {oneLine(target.name, 80)} <span className="text-ink-2">{versionText(target)}</span>
        </span>
      }
    >
      {target.number === null ? null : (
        <span className="font-mono text-2xs" title={target.version}>
          {short(target.version)}
        </span>
      )}
    </Line>
  ))

const Hash = ({
  text,
  what,
  copied = text,
}: {
  readonly text: string
  readonly what: string
  readonly copied?: string
}) => (
  <span className="flex items-center gap-1">
    <span className="truncate font-mono text-2xs" title={text}>
      {short(text)}…
    </span>
    <CopyButton text={() => copied} what={what} className="-my-1" />
  </span>
)

function byModel(models: GateView['decision']['models']): readonly (readonly [string, readonly TrialUse[]])[] {
  const uses = new Map<string, TrialUse[]>()
  for (const { model, use } of models) uses.set(model, [...(uses.get(model) ?? []), use])
  return [...uses]
}
