import { Circle } from 'lucide-react'
import { describe, expect, it } from 'vitest'
import { type Command, matchCommands } from './command.ts'

const command = (label: string, note?: string): Command => ({
  id: label,
  label,
  icon: Circle,
  run: () => undefined,
  ...(note === undefined ? {} : { note }),
})
const labels = (query: string, ...commands: readonly Command[]) =>
  matchCommands(commands, query).map(({ label }) => label)

describe('what a query means', () => {
  it('is everything as it stands while nothing is typed', () => {
    expect(labels(' ', command('b'), command('a'))).toEqual(['b', 'a'])
  })

  it('is first what starts so, then a word that starts so, then what holds it, then what its note says', () => {
    const found = labels(
      'pol',
      command('tone', 'keeps the policy'),
      command('impolite'),
      command('refund_policy'),
      command('policy'),
      command('other'),
    )
    expect(found).toEqual(['policy', 'refund_policy', 'impolite', 'tone'])
  })

  it('takes several words in any order and any case', () => {
    expect(labels('Regr REF', command('refund_policy_regressions'), command('refund'))).toEqual([
      'refund_policy_regressions',
    ])
  })
})
