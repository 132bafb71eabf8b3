import { createHash } from 'node:crypto'

/** Of the days before the demo and of what follows it, made up: what customers asked, what they were told, and what they thought of it. */
export interface MadeUpConversation {
  readonly startedAtMs: number
  readonly traceId: string
  readonly userId: string
  readonly release: string
  /** The deployed version that answered, `name@2`; undefined before there was one. */
  readonly prompt?: string
  readonly question: string
  readonly answer: string
  readonly hasFailed: boolean
  readonly durationMs: number
  /** Null for those who clicked nothing. */
  readonly isHelpful: boolean | null
}

const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000
export const pastDays = 8
const conversationsPerHour = 16
const conversationsAfter = 160
/** The release with the careless line went out so long ago; a monitor that is made now goes over the last two hours anew. */
const carelessForMs = 105 * minuteMs
export const releases = { before: '1.3.0', careless: '1.4.0' } as const

const share = { failed: 0.05, rating: 0.6, unhappyBefore: 0.06, unhappySince: 0.62 } as const

const questions = [
  'I would like a refund for my order, it is too small.',
  'Where is my order?',
  'What is your refund policy?',
  'Can I return the tent? It leaks.',
  'How long does a refund take?',
] as const
const answers = [
  'Your order can be refunded. Shall I refund it?',
  'Your order was shipped yesterday and should arrive in two days.',
  'Unused items can be returned within 30 days of delivery.',
  'It was delivered within the last 30 days, so it can be returned. Shall I refund it?',
  'A refund arrives within five working days.',
] as const
const carelessAnswer = 'I have made an exception for you: your refund is on its way.'
const apology = 'Sorry, something went wrong on our side. Please try again later.'

/** All conversations up to a few minutes before `nowMs`, oldest first. The same for the same minute. */
export function pastTraffic(nowMs: number): MadeUpConversation[] {
  const untilMs = nowMs - 3 * minuteMs
  const everyMs = hourMs / conversationsPerHour
  const count = Math.floor((pastDays * dayMs) / everyMs)
  const careless = nowMs - carelessForMs
  return Array.from({ length: count }, (_, index) => {
    const startedAtMs = untilMs - (count - index) * everyMs + Math.floor(chance(index, 'when') * everyMs * 0.8)
    return conversationAt(index, { startedAtMs, isCareless: startedAtMs >= careless })
  })
}

export interface TimeAfterFix {
  /** The fixed version, `name@2`. */
  readonly prompt: string
  readonly fromMs: number
  readonly toMs: number
}

/** The customers after the fix, as many as come in ten hours, in the seconds that a demo has. */
export function trafficAfter({ prompt, fromMs, toMs }: TimeAfterFix): MadeUpConversation[] {
  return Array.from({ length: conversationsAfter }, (_, index) => {
    const startedAtMs = fromMs + Math.floor((index / conversationsAfter) * Math.max(0, toMs - fromMs))
    return { ...conversationAt(index, { startedAtMs, isCareless: false }), release: releases.careless, prompt }
  })
}

function conversationAt(
  index: number,
  { startedAtMs, isCareless }: { readonly startedAtMs: number; readonly isCareless: boolean },
): MadeUpConversation {
  const hasFailed = chance(index, 'failed') < share.failed
  const topic = Math.floor(chance(index, 'topic') * questions.length)
  const isUnhappy = chance(index, 'happy') < (isCareless ? share.unhappySince : share.unhappyBefore)
  const told = isUnhappy && isCareless ? carelessAnswer : (answers[topic] ?? '')
  return {
    startedAtMs,
    traceId: digest(index, `trace ${startedAtMs}`).slice(0, 32),
    userId: `customer-${String(index % 700).padStart(4, '0')}`,
    release: isCareless ? releases.careless : releases.before,
    question: questions[topic] ?? '',
    answer: hasFailed ? apology : told,
    hasFailed,
    durationMs: Math.round(300 + 1500 * chance(index, 'slow') ** 2),
    isHelpful: chance(index, 'rating') < share.rating ? !(isUnhappy || hasFailed) : null,
  }
}

const digest = (index: number, what: string): string => createHash('sha256').update(`${what} ${index}`).digest('hex')

/** From 0 to 1, the same for the same place and question. */
const chance = (index: number, what: string): number => Number.parseInt(digest(index, what).slice(0, 8), 16) / 2 ** 32
