import type { QueueItem } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFinished, label, move, openItem, skip, startSession, undo } from './label-session.ts'

const item = (subjectId: string): QueueItem => ({
  subjectId,
  subject: {},
  source: {},
  why: 'not_judged',
  judgement: null,
})
const start = (count: number) => startSession(Array.from({ length: count }, (_, index) => item(`s${index}`)))

describe('a sitting at the labelling queue', () => {
  it('goes on to the next subject without a label, and comes back to what was skipped', () => {
    let session = label(skip(start(3)), 'fail')
    expect(openItem(session)?.subjectId).toBe('s2')
    session = label(session, 'pass')
    expect(openItem(session)?.subjectId).toBe('s0')
    expect(isFinished(label(session, 'pass'))).toBe(true)
  })

  it('takes back label after label, each opening its subject again', () => {
    const steps = fc.array(fc.constantFrom('pass', 'fail', 'skip', 'j', 'k'))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), steps, (count, keys) => {
        let session = start(count)
        for (const key of keys) {
          if (key === 'skip') session = skip(session)
          else if (key === 'j' || key === 'k') session = move(session, key === 'j' ? 1 : -1)
          else session = label(session, key as 'pass' | 'fail')
          expect(openItem(session)).toBeDefined()
        }
        for (const subjectId of session.history.toReversed()) {
          const back = undo(session)
          expect(back?.subjectId).toBe(subjectId)
          session = back?.session ?? session
          expect(openItem(session)?.subjectId).toBe(subjectId)
          expect(session.outcomes.has(subjectId)).toBe(false)
        }
        expect(session.outcomes.size).toBe(0)
        expect(undo(session)).toBeUndefined()
      }),
    )
  })

  it('stays where it is at an empty queue', () => {
    expect(label(start(0), 'pass').outcomes.size).toBe(0)
    expect(isFinished(start(0))).toBe(true)
  })
})
