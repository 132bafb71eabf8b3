/** The customers of one afternoon. */
export interface Conversation {
  readonly userId: string
  readonly turns: readonly string[]
  readonly tags: readonly string[]
  /** What the customer clicked at the end. */
  readonly feedback?: { readonly isHelpful: boolean; readonly comment?: string }
}

const up = { isHelpful: true }
const down = (comment: string) => ({ isHelpful: false, comment })

const refunds: readonly Conversation[] = [
  {
    userId: 'ada',
    turns: ['I would like a refund for order TW1001, the jacket is too small.', 'Yes, please.', 'Thanks!'],
    tags: ['refund'],
    feedback: up,
  },
  { userId: 'ben', turns: ['Can I return TW1002? The tent leaks.', 'Go ahead.'], tags: ['refund'], feedback: up },
  { userId: 'cho', turns: ['Please refund TW1006.', 'Yes.', 'Thank you, bye'], tags: ['refund'] },
  {
    userId: 'dee',
    turns: ['I want my money back.', 'The refund is for TW1009.', 'Sure, do it.'],
    tags: ['refund'],
    feedback: up,
  },
  { userId: 'eli', turns: ['Refund TW1013 please, wrong colour.', 'Ok.'], tags: ['refund'] },
  { userId: 'fay', turns: ['How do I return order TW1001?', 'Yes, refund it now'], tags: ['refund'] },
  {
    userId: 'gus',
    turns: ['I need a refund for TW1011.', 'Yes please.', 'Thanks'],
    tags: ['refund', 'payment'],
    feedback: down('It said the refund was on its way. Nothing arrived.'),
  },
  { userId: 'hal', turns: ['TW1011 frayed on day one, I want a refund!', 'Go ahead'], tags: ['refund', 'payment'] },
  { userId: 'ivy', turns: ['Refund for my rope, order TW1011', 'ok'], tags: ['refund', 'payment'] },
  { userId: 'jon', turns: ['Return TW1002 and give me a refund', 'Sure'], tags: ['refund'], feedback: up },
]

const declined: readonly Conversation[] = [
  { userId: 'kim', turns: ['Refund TW1003, one pole snapped.'], tags: ['refund', 'late'] },
  {
    userId: 'lee',
    turns: ['I would like to return TW1005.', 'But it is unused, can I not get a refund?'],
    tags: ['refund', 'final-sale'],
    feedback: down('Refused although it is unused.'),
  },
  { userId: 'mia', turns: ['Please refund order TW1008'], tags: ['refund', 'late'] },
  { userId: 'ned', turns: ['Can I get a refund for TW1010?', 'Thanks anyway'], tags: ['refund', 'final-sale'] },
  { userId: 'oda', turns: ['Refund TW1014, the zip is stuck.'], tags: ['refund', 'late'] },
  { userId: 'pat', turns: ['I want a refund for TW1007'], tags: ['refund'] },
  { userId: 'quinn', turns: ['TW1012 never came. Refund, please.'], tags: ['refund', 'delivery'] },
  { userId: 'rae', turns: ['Return TW1003 please, it is a gift nobody wants'], tags: ['refund', 'late'] },
  {
    userId: 'sam',
    turns: ['refund tw order TW1014 now or I call my bank'],
    tags: ['refund', 'late'],
    feedback: down('Promised me a refund, then billing said no.'),
  },
  { userId: 'tom', turns: ['Could you refund TW1005? Arrived yesterday.'], tags: ['refund', 'final-sale'] },
]

const questions: readonly Conversation[] = [
  { userId: 'uma', turns: ['Where is my order TW1004?', 'Thanks'], tags: ['delivery'], feedback: up },
  { userId: 'vic', turns: ['When does TW1012 arrive?'], tags: ['delivery'] },
  { userId: 'wes', turns: ['What is your refund policy for final sale items?'], tags: ['policy'], feedback: up },
  { userId: 'xen', turns: ['How long does a refund take to arrive?', 'Thank you'], tags: ['policy'] },
  { userId: 'yan', turns: ['Hello there', 'What are the rules for returns of shipped orders?'], tags: ['policy'] },
  { userId: 'zoe', turns: ['Track TW1009 for me'], tags: ['delivery'] },
  { userId: 'ada', turns: ['Where is TW9999?'], tags: ['delivery'] },
  { userId: 'ben', turns: ['Hi, do you sell skis?'], tags: ['other'] },
]

const failing: readonly Conversation[] = [
  {
    userId: 'cho',
    turns: ['I want a refund for my old order AR0042.'],
    tags: ['refund', 'archive'],
    feedback: down('Third time I was told to wait for a colleague.'),
  },
  { userId: 'dee', turns: ['Status of AR0117?'], tags: ['delivery', 'archive'] },
  {
    userId: 'trial-erin',
    turns: ['I would like a refund for TW1001'],
    tags: ['refund'],
    feedback: down('Only an error message.'),
  },
  { userId: 'trial-finn', turns: ['What is the refund policy?'], tags: ['policy'] },
]

const chinese: readonly Conversation[] = [
  { userId: '李娜', turns: ['你们的退款政策是什么？', '谢谢'], tags: ['policy', 'zh'], feedback: up },
  { userId: '王伟', turns: ['我想退款，订单号 TW1006 。', '好的', '谢谢'], tags: ['refund', 'zh'], feedback: up },
  { userId: '张敏', turns: ['TW1005 可以退货吗？'], tags: ['refund', 'final-sale', 'zh'] },
  { userId: '刘洋', turns: ['我的订单 TW1004 到哪了？'], tags: ['delivery', 'zh'] },
  {
    userId: '陈静',
    turns: ['请给 TW1014 退款，拉链坏了'],
    tags: ['refund', 'late', 'zh'],
    feedback: down('答应了退款，但没有收到'),
  },
  { userId: '杨光', turns: ['退货的运费谁来付？'], tags: ['policy', 'zh'] },
  { userId: '赵磊', turns: ['订单 AR0203 退款'], tags: ['refund', 'archive', 'zh'] },
  { userId: '黄丽', turns: ['你好', '退款要多久到账？'], tags: ['policy', 'zh'] },
]

export const conversations: readonly Conversation[] = [...refunds, ...declined, ...questions, ...failing, ...chinese]
