import type { GateVerdict } from '@pawl/core'
import { Panel } from '../../ui/panel.tsx'

const rate = (value: number): string => String(Number(value.toPrecision(2)))

interface Share {
  readonly label: string
  readonly value: number
  readonly each?: number
}

/** How the error rate of the policy is shared among the tests of this gate. */
export function ErrorSplit({ decision }: { readonly decision: Pick<GateVerdict, 'errorRates' | 'rows' | 'datasets'> }) {
  const { errorRate, fail } = decision.errorRates
  const shares: readonly Share[] = [
    { label: 'Blocking rows', value: fail.rows, each: fail.eachRow },
    { label: 'Datasets and limits', value: fail.setsAndLimits, each: fail.eachSetOrLimit },
  ].filter(({ value }) => value > 0)
  return (
    <Panel title="How sure it is" note={`α = ${rate(errorRate)}`}>
      <div className="space-y-2 px-3.5 py-3 text-xs text-ink-2">
        <p>
          <span className="font-medium text-ink">A release that should not pass</span> passes at most{' '}
          {percent(errorRate)} of the time: every test must pass, each at α = {rate(errorRate)}.
        </p>
        <p>
          <span className="font-medium text-ink">A release that should pass</span> fails at most {percent(errorRate)} of
          the time: one test that fails is enough, so they share α.
        </p>
        <table className="w-full">
          <thead>
            <tr className="text-left text-2xs text-ink-3">
              <th className="font-medium">“Fails” of</th>
              <th className="text-right font-medium">together</th>
              <th className="text-right font-medium">each</th>
            </tr>
          </thead>
          <tbody>
            {shares.map(({ label, value, each }) => (
              <tr key={label}>
                <td className="py-0.5">{label}</td>
                <td className="text-right text-ink">{rate(value)}</td>
                <td className="text-right text-ink">{each === undefined ? '' : rate(each)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="text-ink-3">These hold however often it is looked at, and however often it is started.</p>
      </div>
    </Panel>
  )
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`
