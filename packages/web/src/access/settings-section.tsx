import type { ReactNode } from 'react'

export interface SettingsSectionProps {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly children: ReactNode
}

/** A titled block of the settings page: what it is on the left, its controls on the right. */
export const SettingsSection = ({ id, title, about, children }: SettingsSectionProps) => (
  <section
    id={id}
    aria-labelledby={`${id}-title`}
    className="grid gap-x-8 gap-y-3 border-b py-6 last:border-b-0 lg:grid-cols-[15rem_minmax(0,1fr)]"
  >
    <div>
      <h2 id={`${id}-title`} className="text-sm font-semibold">
        {title}
      </h2>
      <p className="mt-0.5 text-xs text-ink-3">{about}</p>
    </div>
    <div className="min-w-0">{children}</div>
  </section>
)
