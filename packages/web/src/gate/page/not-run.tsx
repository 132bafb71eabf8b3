import type { GateView } from '@pawl/core'
import { formatCount } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { isUnderWay } from '../gate-queries.ts'
import { roleWords } from '../marks/words.ts'

/** What had no part in the verdict, and why. */
export function NotRun({ gate }: { readonly gate: GateView }) {
  const { notRun, advisoryRows } = gate.decision
  const { unusedDatasets } = gate
  const roles = [...new Set(advisoryRows.map(({ role }) => role))]
  // What is still to come is not left out.
  const untried = isUnderWay(gate) ? 0 : notRun.rowIds.length + notRun.datasets.length
  if (untried + advisoryRows.length + unusedDatasets.length === 0) return null
  return (
    <Panel title="What had no part in it">
      <ul className="space-y-2 px-3.5 py-3">
        {untried === 0 ? null : (
          <li>
            <p>
              <span className="font-medium">Never run:</span>{' '}
              {[
                notRun.rowIds.length === 0 ? '' : counted(notRun.rowIds.length, 'blocking row', 'blocking rows'),
                notRun.datasets.length === 0
                  ? ''
                  : `${counted(notRun.datasets.length, 'dataset', 'datasets')} (${notRun.datasets.map((name) => oneLine(name, 60)).join(', ')})`,
              ]
                .filter((part) => part !== '')
                .join(', ')}
            </p>
            <p className="text-xs text-ink-2">{oneLine(notRun.reason, 300)}.</p>
          </li>
        )}
        {roles.map((role) => {
          const words = roleWords[role as keyof typeof roleWords]
          const count = advisoryRows.filter((row) => row.role === role).length
          return (
            <li key={role}>
              <p>
                <span className="font-medium">Could stop nothing:</span> {counted(count, 'row', 'rows')}{' '}
                {words?.label ?? role}
              </p>
              {words ? <p className="text-xs text-ink-2">{words.meaning}</p> : null}
            </li>
          )
        })}
        {unusedDatasets.length === 0 ? null : (
          <li>
            <p>
              <span className="font-medium">Protects nothing here:</span>{' '}
              {unusedDatasets.map((name) => oneLine(name, 60)).join(', ')}
            </p>
            <p className="text-xs text-ink-2">
              {gate.release.type === 'external'
                ? 'Prompts name it as their protection: its rows test them. One that no prompt names protects this agent.'
                : 'No prompt of this release names it as its protection.'}
            </p>
          </li>
        )}
      </ul>
    </Panel>
  )
}

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
