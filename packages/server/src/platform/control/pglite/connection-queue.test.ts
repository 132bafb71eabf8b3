import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ConnectionQueue } from './connection-queue.ts'

describe('the queue for the one connection', () => {
  it('lets callers in one at a time, in the order of asking', async () => {
    const queue = new ConnectionQueue(1000)
    const order: string[] = []
    const caller = async (name: string) => {
      await queue.enter()
      order.push(`${name} in`)
      await sleep(1)
      order.push(`${name} out`)
      queue.leave()
    }
    await Promise.all(['a', 'b', 'c'].map(caller))
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })

  it('tells a caller that waited too long, and goes on with those behind', async () => {
    const queue = new ConnectionQueue(20)
    await queue.enter()
    await expect(queue.enter()).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('0.02 s'),
    })
    const behind = queue.enter()
    queue.leave()
    await behind
    queue.leave()
    await queue.enter()
  })
})
