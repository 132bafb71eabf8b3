import { useQuery } from '@tanstack/react-query'
import { BellRing, Webhook } from 'lucide-react'
import { Loaded, statusQuery } from '../api/index.ts'
import { LinkButton } from '../ui/button.tsx'
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
        <Loaded query={status} lines={12} className="py-4">
          {(data) => (
            <>
              <ProjectSection project={data.project} />
              <KeysSection project={data.project} />
              <ModelsSection project={data.project} />
              <SecretsSection project={data.project} />
              <WebhooksSection />
              <ChannelsSection />
              <ProjectForms project={data.project} />
              <ServerSection status={data} />
            </>
          )}
        </Loaded>
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
  return (
    <Loaded query={settings} lines={8} className="py-4">
      {(data) => (
        <div key={project}>
          <RetentionSection settings={data} save={save} />
          <RedactionSection settings={data} save={save} />
          <PricesSection settings={data} save={save} />
        </div>
      )}
    </Loaded>
  )
}
