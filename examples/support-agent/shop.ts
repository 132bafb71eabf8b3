/** The shop that the agent works for: its orders and its refund policy. */

export interface Order {
  readonly id: string
  readonly item: string
  readonly amountUsd: number
  readonly status: 'delivered' | 'shipped' | 'refunded'
  /** Since delivery, or since it was shipped. */
  readonly daysAgo: number
  readonly isFinalSale: boolean
}

const order = (id: string, [item, amountUsd]: readonly [string, number], rest: Partial<Order> = {}): Order => ({
  id,
  item,
  amountUsd,
  status: 'delivered',
  daysAgo: 6,
  isFinalSale: false,
  ...rest,
})

export const orders: ReadonlyMap<string, Order> = new Map(
  [
    order('TW1001', ['Fell rain jacket', 189]),
    order('TW1002', ['Tarn tent for two', 329], { daysAgo: 12 }),
    order('TW1003', ['Cairn trekking poles', 74.5], { daysAgo: 45 }),
    order('TW1004', ['Beck head torch', 39.9], { status: 'shipped', daysAgo: 3 }),
    order('TW1005', ['Scree gaiters', 28], { isFinalSale: true }),
    order('TW1006', ['Moor sleeping bag', 219], { daysAgo: 29 }),
    order('TW1007', ['Ridge backpack 40 l', 149], { status: 'refunded' }),
    order('TW1008', ['Gill water filter', 54], { daysAgo: 31 }),
    order('TW1009', ['Pike stove', 88], { daysAgo: 2 }),
    order('TW1010', ['Dale wool socks, 3 pairs', 36], { isFinalSale: true }),
    order('TW1011', ['Crag climbing rope 60 m', 165], { daysAgo: 9 }),
    order('TW1012', ['Holm canoe barrel', 61], { status: 'shipped', daysAgo: 14 }),
    order('TW1013', ['Force dry bag', 24], { daysAgo: 18 }),
    order('TW1014', ['Summit down jacket', 299], { daysAgo: 63 }),
  ].map((each) => [each.id, each]),
)

export interface PolicyDocument {
  readonly id: string
  readonly title: string
  readonly content: string
}

export const policies: readonly PolicyDocument[] = [
  {
    id: 'refund-window',
    title: 'Refund window',
    content: 'A delivered order can be refunded within 30 days of delivery. Later requests are declined.',
  },
  {
    id: 'final-sale',
    title: 'Final sale',
    content: 'Items marked as final sale cannot be returned or refunded, unless they arrived damaged.',
  },
  {
    id: 'refund-time',
    title: 'How long a refund takes',
    content: 'A refund goes to the original payment method and arrives within 5 business days.',
  },
  {
    id: 'not-yet-delivered',
    title: 'Orders on their way',
    content:
      'An order that has been shipped cannot be refunded before it is delivered. After 14 days it counts as lost.',
  },
  {
    id: 'tuikuan-zhengce',
    title: '退款政策',
    content: '商品签收后30天内可以申请退款，款项会在5个工作日内退回原支付方式。特价清仓商品不支持退款。',
  },
  {
    id: 'yunfei',
    title: '退货运费',
    content: '因质量问题退货，运费由商店承担；其他原因退货，运费由顾客承担。',
  },
]

/** Why an order cannot be refunded; undefined when it can. */
export function refusalReason(found: Order): string | undefined {
  if (found.status === 'refunded') return `order ${found.id} has been refunded already`
  if (found.status === 'shipped') return `order ${found.id} has not been delivered yet`
  if (found.isFinalSale) return `${found.item} is a final sale`
  if (found.daysAgo > 30) return `order ${found.id} was delivered ${found.daysAgo} days ago, past the 30 days`
  return undefined
}
