import { AppError } from '../../errors/index.ts'
import { maxMalformedItems } from './decode-limits.ts'
import type { Decoded, OtlpGroup } from './otlp-model.ts'

const maxReasons = 5

/** What one request has given so far: groups to keep, and how many items were turned away and why. */
export class CollectedItems<Item> {
  readonly groups: OtlpGroup<Item>[] = []
  private rejectedCount = 0
  private malformedCount = 0
  private readonly reasons = new Set<string>()
  private readonly noun: string

  /** `noun` names an item in reasons: span, log record. */
  constructor(noun: string) {
    this.noun = noun
  }

  addGroup(group: OtlpGroup<Item>): void {
    this.groups.push(group)
  }

  reject(reason: string): void {
    this.rejectedCount++
    if (this.reasons.size < maxReasons) this.reasons.add(reason)
  }

  /** An item that breaks the format itself. Throws an AppError when there are so many that the body cannot be what it claims. */
  rejectMalformed(reason: string): void {
    this.reject(reason.startsWith('a ') ? reason : `a ${this.noun} ${reason}`)
    if (++this.malformedCount > maxMalformedItems) {
      throw new AppError(
        'bad_request',
        `More than ${maxMalformedItems} ${this.noun}s of the body are malformed: ${reason}`,
      )
    }
  }

  result(): Decoded<Item> {
    return {
      groups: this.groups,
      itemCount: this.groups.reduce((sum, group) => sum + group.items.length, 0),
      rejectedCount: this.rejectedCount,
      rejectedReasons: [...this.reasons],
    }
  }
}
