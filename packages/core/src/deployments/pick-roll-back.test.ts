import { expect, it } from 'vitest'
import { pickRollBack } from '../index.ts'

const line = (id: string, more: { undoes?: string; isRenewal?: boolean } = {}) => ({
  id,
  undoes: more.undoes ?? null,
  isRenewal: more.isRenewal ?? false,
})

it('a roll-back takes back the newest that stands, and the next one goes further back, not forward again', () => {
  const [first, second, third] = [line('1'), line('2'), line('3')]
  expect(pickRollBack([third, second, first])).toBe(third)
  const back = line('4', { undoes: '3' })
  expect(pickRollBack([back, third, second, first])).toBe(second)
  const fourth = line('5')
  expect(pickRollBack([fourth, back, third, second, first])).toBe(fourth)
  const further = [line('7', { undoes: '2' }), line('6', { undoes: '5' }), fourth, back, third, second, first]
  expect(pickRollBack(further)).toBe(first)
  expect(pickRollBack([line('8', { undoes: '1' }), ...further])).toBeNull()
})

it('a roll-back passes over an override that was made anew for what is live', () => {
  expect(pickRollBack([line('2', { isRenewal: true }), line('1')])?.id).toBe('1')
  expect(pickRollBack([])).toBeNull()
})
