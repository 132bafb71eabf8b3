import type { NewMonitor } from '../api/index.ts'

const longestName = 100

/** What every project wants to know of, and the pass rate of each score that online evaluation makes. */
export function defaultMonitors(scoreNames: readonly string[]): NewMonitor[] {
  return [
    { name: 'error-rate', description: 'Requests that fail', metric: { measure: 'error_rate' }, sliceBy: 'model' },
    { name: 'latency', description: 'Requests that take long', metric: { measure: 'latency_ms' } },
    { name: 'cost', description: 'Requests that cost much', metric: { measure: 'cost_usd' } },
    {
      name: 'schema-breaks',
      description: 'Answers that do not fit the schema that was asked for',
      metric: { measure: 'schema_break_rate', of: 'spans' },
    },
    {
      name: 'response-model',
      description: 'Which models answer',
      metric: { measure: 'response_model', of: 'spans' },
      rule: { kind: 'new_value' },
    },
    ...scoreNames.map(
      (scoreName): NewMonitor => ({
        name: nameOf(scoreName),
        description: `Pass rate of ${scoreName}`.slice(0, 2000),
        metric: { measure: 'score_pass_rate', scoreName },
      }),
    ),
  ]
}

/** Names of scores hold what names of monitors do not. */
function nameOf(scoreName: string): string {
  const allowed = scoreName.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-')
  const name = `pass-rate-${allowed}`.slice(0, longestName).replace(/[^a-z0-9]+$/, '')
  return name
}
