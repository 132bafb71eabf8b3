import type { EvaluatorKind } from '@pawl/core'
import { isKind, kindGroups, kinds } from './kinds.ts'

/** Every kind with what it checks, to choose from. */
export const KindPicker = ({ onChoose }: { readonly onChoose: (kind: EvaluatorKind) => void }) => (
  <div className="space-y-5">
    {kindGroups.map((group) => (
      <section key={group} aria-label={group}>
        <h2 className="mb-1.5 text-xs font-semibold text-ink-3">{group}</h2>
        <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
          {Object.entries(kinds)
            .filter(([, kind]) => kind.group === group)
            .map(([name, { label, description, icon: Icon }]) => (
              <button
                key={name}
                type="button"
                className="flex items-start gap-2.5 rounded-lg border bg-surface p-3 text-left hover:border-accent! hover:bg-hover"
                onClick={() => (isKind(name) ? onChoose(name) : undefined)}
              >
                <Icon aria-hidden size={16} strokeWidth={1.9} className="mt-0.5 shrink-0 text-ink-3" />
                <span>
                  <span className="block font-medium">{label}</span>
                  <span className="block text-xs text-ink-2">{description}</span>
                </span>
              </button>
            ))}
        </div>
      </section>
    ))}
  </div>
)
