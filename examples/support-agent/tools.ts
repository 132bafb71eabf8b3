import { SpanStatusCode, trace } from '@opentelemetry/api'
import { tool } from 'ai'
import { z } from 'zod'
import { orders, type PolicyDocument, policies, refusalReason } from './shop.ts'

const tracer = trace.getTracer('support-agent')

const lookUpOrder = tool({
  description: 'Look up an order by its number.',
  inputSchema: z.object({ orderId: z.string().describe('For example TW1001') }),
  execute: ({ orderId }) => {
    // Old orders live in an archive, which is down today.
    if (orderId.startsWith('AR')) throw new Error('Order archive: connection timed out after 2000 ms')
    return orders.get(orderId) ?? { error: 'not_found', orderId }
  },
})

const searchRefundPolicy = tool({
  description: 'Find what the refund policy says about a question.',
  inputSchema: z.object({ question: z.string() }),
  execute: ({ question }) => retrieve(question),
})

const issueRefund = tool({
  description: 'Refund an order to its original payment method.',
  inputSchema: z.object({ orderId: z.string(), amountUsd: z.number(), reason: z.string() }),
  execute: ({ orderId, amountUsd }) => {
    const order = orders.get(orderId)
    if (order === undefined) throw new Error(`Refund refused: no order ${orderId}`)
    const reason = refusalReason(order)
    if (reason !== undefined) throw new Error(`Refund refused: ${reason}`)
    // The card that paid for this one has expired since.
    if (orderId === 'TW1011') throw new Error('Payment provider: card_expired')
    return { refundId: `RF-${orderId}`, amountUsd, arrivesWithinDays: 5 }
  },
})

export const supportTools = {
  look_up_order: lookUpOrder,
  search_refund_policy: searchRefundPolicy,
  issue_refund: issueRefund,
}

/** The two best documents, in a span of OpenTelemetry's GenAI conventions for retrieval. */
function retrieve(question: string): { documents: PolicyDocument[] } {
  return tracer.startActiveSpan('retrieval refund_policy', (span) => {
    try {
      const ranked = policies
        .map((document) => ({ document, score: overlap(question, `${document.title} ${document.content}`) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 2)
      span.setAttributes({
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.data_source.id': 'refund_policy',
        'gen_ai.retrieval.query.text': question,
        'gen_ai.retrieval.documents': JSON.stringify(
          ranked.map(({ document, score }) => ({ id: document.id, content: document.content, score })),
        ),
      })
      return { documents: ranked.map(({ document }) => document) }
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) })
      throw error
    } finally {
      span.end()
    }
  })
}

/** Share of the question's pieces (words, or pairs of Chinese characters) that the text has. */
function overlap(question: string, text: string): number {
  const pieces = piecesOf(question)
  const known = new Set(piecesOf(text))
  return pieces.length === 0 ? 0 : pieces.filter((piece) => known.has(piece)).length / pieces.length
}

function piecesOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? []
  const characters = text.match(/\p{Script=Han}/gu) ?? []
  return [...words, ...characters.slice(1).map((character, index) => `${characters[index]}${character}`)]
}
