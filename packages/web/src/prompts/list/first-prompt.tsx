import { Link } from '@tanstack/react-router'
import { FileCode2, ListTree, Pencil } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'

/** The ways to a first prompt. */
export const FirstPrompt = ({ onNew }: { readonly onNew: () => void }) => (
  <div className="mx-auto max-w-3xl px-4 py-10">
    <h2 className="text-lg font-semibold">No prompt yet</h2>
    <p className="mt-1 max-w-xl text-ink-2">
      A prompt keeps every version of what a model is asked, so that a run can compare two of them and a release can
      name the one that it ships.
    </p>
    <div className="mt-5 grid gap-3 md:grid-cols-2">
      <Way icon={ListTree} title="From a model call">
        <p>Open a trace, choose a model call in it, and press “Make a prompt”. Mark in its messages what varies.</p>
        <Link
          to="/traces"
          search={{ kind: ['llm'] }}
          className="mt-3 inline-block font-medium text-accent hover:underline"
        >
          Traces with model calls
        </Link>
      </Way>
      <Way icon={FileCode2} title="From files in a repository">
        <p>Pawl’s own YAML or GitHub’s .prompt.yml:</p>
        <div className="mt-2">
          <CodeBlock code="pawl prompts push prompts/" what="Command" />
        </div>
      </Way>
    </div>
    <Button icon={Pencil} className="mt-4" onClick={onNew}>
      Write one here
    </Button>
  </div>
)

interface WayProps {
  readonly icon: typeof Pencil
  readonly title: string
  readonly children: ReactNode
}

const Way = ({ icon: Icon, title, children }: WayProps) => (
  <section className="rounded-lg border p-4 text-ink-2">
    <h3 className="mb-1.5 flex items-center gap-2 font-semibold text-ink">
      <Icon aria-hidden size={15} className="text-ink-3" />
      {title}
    </h3>
    {children}
  </section>
)
