import type { SpanKind } from '@pawl/core'
import {
  Bot,
  Boxes,
  Brain,
  Circle,
  FileText,
  Gauge,
  Link2,
  ListOrdered,
  type LucideIcon,
  Search,
  ShieldCheck,
  Sparkles,
  Wrench,
} from 'lucide-react'
import { cx } from '../../ui/class-names.ts'

interface KindLook {
  readonly label: string
  readonly icon: LucideIcon
  readonly ink: string
  readonly fill: string
}

const hue = {
  llm: { ink: 'text-kind-llm', fill: 'bg-kind-llm' },
  tool: { ink: 'text-kind-tool', fill: 'bg-kind-tool' },
  agent: { ink: 'text-kind-agent', fill: 'bg-kind-agent' },
  retrieval: { ink: 'text-kind-retrieval', fill: 'bg-kind-retrieval' },
  other: { ink: 'text-kind-other', fill: 'bg-kind-other' },
} as const

/** Five hues for twelve kinds: the icon tells them apart, the hue what family they are of. */
export const kindLooks = {
  llm: { label: 'Model call', icon: Sparkles, ...hue.llm },
  embedding: { label: 'Embedding', icon: Boxes, ...hue.retrieval },
  retriever: { label: 'Retriever', icon: Search, ...hue.retrieval },
  reranker: { label: 'Reranker', icon: ListOrdered, ...hue.retrieval },
  tool: { label: 'Tool', icon: Wrench, ...hue.tool },
  agent: { label: 'Agent', icon: Bot, ...hue.agent },
  chain: { label: 'Chain', icon: Link2, ...hue.other },
  prompt: { label: 'Prompt', icon: FileText, ...hue.other },
  guardrail: { label: 'Guardrail', icon: ShieldCheck, ...hue.other },
  evaluator: { label: 'Evaluator', icon: Gauge, ...hue.other },
  memory: { label: 'Memory', icon: Brain, ...hue.retrieval },
  span: { label: 'Span', icon: Circle, ...hue.other },
} as const satisfies Record<SpanKind, KindLook>

/** The icon of a span's kind; its name is read aloud and shown on hover. */
export function KindMark({ kind, size = 14 }: { readonly kind: SpanKind; readonly size?: number }) {
  const { label, icon: Icon, ink } = kindLooks[kind]
  return (
    <span role="img" aria-label={label} title={label} className={cx('inline-flex shrink-0', ink)}>
      <Icon aria-hidden size={size} strokeWidth={2} />
    </span>
  )
}
