import type { ModelProvider } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { problemOf } from '../api/index.ts'
import { Button } from '../ui/button.tsx'
import { ErrorState, SkeletonLines } from '../ui/states.tsx'
import { providersQuery } from './access-queries.ts'
import { ProviderDialog } from './provider-dialog.tsx'
import { ProviderRow } from './provider-row.tsx'
import { SettingsSection } from './settings-section.tsx'

/** Whose models prompts and judges are run on. */
export function ModelsSection({ project }: { readonly project: string }) {
  const providers = useQuery(providersQuery(project))
  const [edited, setEdited] = useState<ModelProvider | 'new'>()
  return (
    <SettingsSection
      id="models"
      title="Models"
      about="Providers that prompts, judges and embeddings call. Keys are stored encrypted; without any, everything that needs no model works."
    >
      {providers.isPending ? <SkeletonLines lines={4} /> : null}
      {providers.isError ? (
        <ErrorState compact problem={problemOf(providers.error)} onRetry={() => void providers.refetch()} />
      ) : null}
      {providers.data ? (
        <>
          <ul className="divide-y rounded-lg border bg-surface">
            {providers.data.providers.map((provider) => (
              <ProviderRow
                key={provider.name}
                project={project}
                provider={provider}
                onEdit={() => setEdited(provider)}
              />
            ))}
          </ul>
          <Button icon={Plus} variant="ghost" className="mt-2" onClick={() => setEdited('new')}>
            Add an OpenAI-compatible provider
          </Button>
        </>
      ) : null}
      {edited === undefined ? null : (
        <ProviderDialog
          project={project}
          provider={edited === 'new' ? null : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </SettingsSection>
  )
}
