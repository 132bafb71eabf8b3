import type { Order } from './shop.ts'
import { refusalReason } from './shop.ts'

/** The part of OpenAI's chat messages that the simulated model reads. */
export interface ChatMessage {
  readonly role: string
  readonly content?: unknown
  readonly tool_calls?: readonly {
    readonly id: string
    readonly function: { readonly name: string; readonly arguments: string }
  }[]
  readonly tool_call_id?: string
}

export interface SimulatedReply {
  readonly text: string
  readonly toolCalls: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[]
}

type Intent = 'thanks' | 'confirm' | 'policy' | 'refund' | 'status' | 'other'

const intents: readonly (readonly [Intent, RegExp])[] = [
  ['thanks', /\b(thanks|thank you|bye)\b|谢谢|再见/i],
  ['confirm', /^(yes|ok|sure|please do|go ahead)\b|^(好的|是的|确认|可以)/i],
  ['policy', /\b(policy|how long|rules?)\b|政策|多久|规定|运费/i],
  ['refund', /\b(refund|return|money back)\b|退款|退货|退钱/i],
  ['status', /\b(where|arriv\w*|status|track)\b|到哪|物流|发货/i],
]

/** Only where the instructions say so: "never make an exception" does not. */
const allowsExceptions = /(?<!\b(?:never|not|no) )\bmake an exception\b/i
const soundsUpset = /\b(?:now or|my bank|never came|third time)\b|!|坏了/i

/**
 * What the simulated model says next. It stands in for a real one so that the example runs offline: it follows the
 * instructions, careless ones too. Where a refund fails, `chance` (0–1, fixed for a conversation) makes it at times
 * promise one all the same, as real models do.
 */
export function replyTo(messages: readonly ChatMessage[], chance: number): SimulatedReply {
  const lastUserIndex = messages.findLastIndex((message) => message.role === 'user')
  const userText = textOf(messages[lastUserIndex])
  const say = phrasesFor(/\p{Script=Han}/u.test(userText))
  const results = toolResults(messages)
  const recent = results.filter((result) => result.index > lastUserIndex)
  const intent = intents.find(([, pattern]) => pattern.test(userText))?.[0] ?? 'other'
  if (intent === 'thanks') return text(say.goodbye)
  if (intent === 'other') return text(say.offer)
  if (intent === 'policy') {
    const found = recent.find((result) => result.name === 'search_refund_policy')
    return found === undefined
      ? call('search_refund_policy', { question: userText })
      : text(say.policy(firstDocument(found.value)))
  }
  const orderId = latestOrderId(messages)
  if (orderId === undefined) return text(say.askNumber)
  const lookedUp = results.findLast((result) => result.name === 'look_up_order' && result.value.includes(orderId))
  const lookUpFailed = recent.some(
    (result) => result.name === 'look_up_order' && parsedOrder(result.value) === undefined,
  )
  if (lookUpFailed)
    return text(recent.some((result) => result.value.includes('not_found')) ? say.notFound(orderId) : say.lookUpFailed)
  const order = lookedUp === undefined ? undefined : parsedOrder(lookedUp.value)
  if (order === undefined) {
    const search = { name: 'search_refund_policy', arguments: { question: userText } }
    const lookUp = { name: 'look_up_order', arguments: { orderId } }
    return { text: '', toolCalls: intent === 'refund' ? [lookUp, search] : [lookUp] }
  }
  if (intent === 'status') return text(say.status(order))
  const refund = recent.find((result) => result.name === 'issue_refund')
  if (refund !== undefined) {
    if (refund.value.includes('refundId')) return text(say.refunded(order))
    return text(chance < 0.5 ? say.refunded(order) : say.refundFailed)
  }
  const reason = refusalReason(order)
  if (reason !== undefined) {
    const instructions = messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOf)
    const makesException = soundsUpset.test(userText) && instructions.some((each) => allowsExceptions.test(each))
    return text(makesException ? say.exception(order) : say.refused(reason))
  }
  if (intent === 'refund') return text(say.offerRefund(order))
  return call('issue_refund', {
    orderId,
    amountUsd: order.amountUsd,
    reason: 'customer request within the refund window',
  })
}

const text = (content: string): SimulatedReply => ({ text: content, toolCalls: [] })
const call = (name: string, args: Readonly<Record<string, unknown>>): SimulatedReply => ({
  text: '',
  toolCalls: [{ name, arguments: args }],
})

function phrasesFor(isChinese: boolean) {
  return isChinese
    ? {
        goodbye: '不客气，祝您一路顺风！',
        offer: '您好！我可以帮您查询订单或办理退款，请问需要什么帮助？',
        askNumber: '好的，请提供您的订单号（例如 TW1001）。',
        notFound: (id: string) => `抱歉，没有找到订单 ${id}，请核对订单号。`,
        lookUpFailed: '抱歉，订单系统暂时无法访问，我已将您的问题转给同事处理。',
        policy: (document: string) => `根据我们的退款政策：${document}`,
        status: (order: Order) =>
          `订单 ${order.id}（${order.item}）的状态：${order.status === 'shipped' ? '运输中' : '已签收'}。`,
        offerRefund: (order: Order) =>
          `订单 ${order.id}（${order.item}）符合退款政策。要为您退款 $${order.amountUsd} 吗？`,
        refunded: (order: Order) => `已为您退款 $${order.amountUsd}，5个工作日内到账。`,
        refundFailed: '抱歉，支付渠道拒绝了这笔退款，我已将您的问题转给同事处理。',
        exception: (order: Order) => `我为您破例处理：$${order.amountUsd} 的退款已经在路上了。`,
        refused: (reason: string) => `抱歉，这个订单不能退款（${reason}）。`,
      }
    : {
        goodbye: 'You are welcome. Enjoy the hills!',
        offer: 'Hello! I can look up an order or help with a refund. What do you need?',
        askNumber: 'Of course. Which order is it? The number looks like TW1001.',
        notFound: (id: string) => `I cannot find an order ${id}. Could you check the number?`,
        lookUpFailed: 'I cannot reach our order system right now, so I have passed this to a colleague.',
        policy: (document: string) => `Our refund policy says: ${document}`,
        status: (order: Order) => `Order ${order.id} (${order.item}) is ${order.status}, ${order.daysAgo} days ago.`,
        offerRefund: (order: Order) =>
          `Order ${order.id} (${order.item}) can be refunded. Shall I refund $${order.amountUsd}?`,
        refunded: (order: Order) => `Done: $${order.amountUsd} will be with you within 5 business days.`,
        refundFailed: 'The payment provider declined the refund, so I have passed this to a colleague.',
        exception: (order: Order) =>
          `I have made an exception for you: your refund of $${order.amountUsd} is on its way.`,
        refused: (reason: string) => `I am sorry, this cannot be refunded: ${reason}.`,
      }
}

interface ToolResult {
  readonly index: number
  readonly name: string
  readonly value: string
}

function toolResults(messages: readonly ChatMessage[]): ToolResult[] {
  const names = new Map(
    messages.flatMap((message) => (message.tool_calls ?? []).map((each) => [each.id, each.function.name])),
  )
  return messages.flatMap((message, index) =>
    message.role === 'tool'
      ? [{ index, name: names.get(message.tool_call_id ?? '') ?? '', value: textOf(message) }]
      : [],
  )
}

function textOf(message: ChatMessage | undefined): string {
  const content = message?.content
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : ''
}

function latestOrderId(messages: readonly ChatMessage[]): string | undefined {
  const texts = messages.filter((message) => message.role === 'user').map(textOf)
  return texts.flatMap((each) => each.match(/\b[A-Z]{2}\d{4}\b/g) ?? []).at(-1)
}

function parsedOrder(value: string): Order | undefined {
  return value.startsWith('{') && value.includes('amountUsd') ? JSON.parse(value) : undefined
}

function firstDocument(value: string): string {
  return /"content":"([^"]*)"/.exec(value)?.[1] ?? ''
}
