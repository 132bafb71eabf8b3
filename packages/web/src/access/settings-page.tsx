import { useQuery } from '@tanstack/react-query'
import { BellRing, Webhook } from 'lucide-react'
import { problemOf, statusQuery } from '../api/index.ts'
import { LinkButton } from '../ui/button.tsx'
import { ErrorState, SkeletonLines } from '../ui/states.tsx'
import { settingsQuery } from './access-queries.ts'
import { KeysSection } from './keys-section.tsx'
import { ModelsSection } from './models-section.tsx'
import { PricesSection } from './prices-section.tsx'
import { ProjectSection } from './project-section.tsx'
import { RedactionSection } from './redaction-section.tsx'
import { RetentionSection } from './retention-section.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { ServerSection } from './server-section.tsx'
import { SettingsSection } from './settings-section.tsx'
import { useSaveSettings } from './use-save-settings.ts'

/** Everything about a project and the server that is decided rarely. */
export function SettingsPage() {
  const status = useQuery(statusQuery)
  return (
    <div className="h-full overflow-auto">
      <div className="mx-auto max-w-5xl px-4 pt-4 pb-12 md:px-6">
        <h1 className="text-lg font-semibold">Settings</h1>
        {status.isPending ? <SkeletonLines lines={12} /> : null}
        {status.isError ? <ErrorState problem={problemOf(status.error)} onRetry={() => void status.refetch()} /> : null}
        {status.data ? (
          <>
            <ProjectSection project={status.data.project} />
            <KeysSection project={status.data.project} />
            <ModelsSection project={status.data.project} />
            <SecretsSection project={status.data.project} />
            <WebhooksSection />
            <ChannelsSection />
            <ProjectForms project={status.data.project} />
            <ServerSection status={status.data} />
          </>
        ) : null}
      </div>
    </div>
  )
}

const WebhooksSection = () => (
  <SettingsSection
    id="webhooks"
    title="Webhooks"
    about="Other systems are told of gates, deployments and overrides as they happen."
  >
    <LinkButton to="/webhooks" icon={Webhook}>
      Webhooks and their deliveries
    </LinkButton>
  </SettingsSection>
)

const ChannelsSection = () => (
  <SettingsSection
    id="channels"
    title="Alert channels"
    about="Chats, mail and webhooks are told of what monitors find."
  >
    <LinkButton to="/channels" icon={BellRing}>
      Channels and what was sent
    </LinkButton>
  </SettingsSection>
)

function ProjectForms({ project }: { readonly project: string }) {
  const settings = useQuery(settingsQuery(project))
  const save = useSaveSettings(project)
  if (settings.isPending) return <SkeletonLines lines={8} />
  if (settings.isError)
    return <ErrorState problem={problemOf(settings.error)} onRetry={() => void settings.refetch()} />
  return (
    <div key={project}>
      <RetentionSection settings={settings.data} save={save} />
      <RedactionSection settings={settings.data} save={save} />
      <PricesSection settings={settings.data} save={save} />
    </div>
  )
}
