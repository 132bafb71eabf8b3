import { defaultProviderLimits, type ModelProvider, type ProviderTest } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, removeProvider, testProvider } from '../api/index.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { formatDuration } from '../ui/format/index.ts'
import { Instant } from '../ui/instant.tsx'
import { showToast } from '../ui/toast.tsx'
import { oneLine } from '../ui/visible-text.ts'
import { providersQuery } from './access-queries.ts'

export interface ProviderRowProps {
  readonly project: string
  readonly provider: ModelProvider
  readonly onEdit: () => void
}

/** One provider: whether it can be called, with which key, and a try. */
export function ProviderRow({ project, provider, onEdit }: ProviderRowProps) {
  const [asks, setAsks] = useState(false)
  const queries = useQueryClient()
  const test = useMutation({ mutationFn: () => testProvider(provider.name, '') })
  const removal = useMutation({
    mutationFn: () => removeProvider(provider.name),
    onSuccess: async () => {
      setAsks(false)
      showToast(`${provider.name} removed`)
      await queries.invalidateQueries({ queryKey: providersQuery(project).queryKey })
    },
  })
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{provider.name}</span>
        {provider.isConfigured ? <Badge tone="ok">set up</Badge> : <Badge>not set up</Badge>}
        {provider.isDefault && provider.isConfigured ? <Badge tone="accent">default</Badge> : null}
        <span className="ml-auto flex gap-1.5">
          {provider.isConfigured ? (
            <Button disabled={test.isPending} onClick={() => test.mutate()}>
              {test.isPending ? 'Asking…' : 'Test'}
            </Button>
          ) : null}
          <Button onClick={onEdit}>{provider.isConfigured ? 'Edit' : 'Set up'}</Button>
          {provider.updatedAt ? <Button onClick={() => setAsks(true)}>Remove</Button> : null}
        </span>
      </div>
      <ProviderFacts provider={provider} />
      <TestResult test={test} />
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title={`Remove ${provider.name}?`}
        action="Remove"
        busy={removal.isPending}
        problem={removal.isError ? problemOf(removal.error) : undefined}
        onConfirm={() => removal.mutate()}
      >
        Its stored key, address and limits are forgotten. Prompts and judges that use it fail until it is set up again.
      </Confirm>
    </li>
  )
}

function ProviderFacts({ provider }: { readonly provider: ModelProvider }) {
  const { keyEnding, baseUrl, limits, updatedAt, updatedBy } = provider
  const facts = [
    ...(keyEnding === null ? [] : [`key …${keyEnding}`]),
    ...sourceOf(provider),
    ...(limits.maxConcurrency === defaultProviderLimits.maxConcurrency ? [] : [`${limits.maxConcurrency} at once`]),
    ...(limits.requestsPerMinute === null ? [] : [`${limits.requestsPerMinute} calls a minute`]),
    ...(limits.tokensPerMinute === null ? [] : [`${limits.tokensPerMinute} tokens a minute`]),
  ]
  return (
    <p className="mt-0.5 text-xs text-ink-3">
      {baseUrl === null ? null : <code className="mr-2 font-mono break-all">{baseUrl}</code>}
      {facts.join(' · ')}
      {updatedAt === null ? null : (
        <>
          {' · by '}
          {oneLine(updatedBy ?? '', 60)} <Instant iso={updatedAt} as="relative" />
        </>
      )}
    </p>
  )
}

function sourceOf({ isConfigured, source, keyVariable }: ModelProvider): readonly string[] {
  if (!isConfigured) return keyVariable === null ? [] : [`${keyVariable} is not set`]
  return source === 'environment' && keyVariable !== null ? [`from ${keyVariable}`] : []
}

interface TestState {
  readonly data: ProviderTest | undefined
  readonly error: Error | null
}

function TestResult({ test }: { readonly test: TestState }) {
  if (test.error !== null) {
    const { detail, fix } = problemOf(test.error)
    return (
      <p role="alert" className="mt-1 text-xs text-error">
        {detail} {fix}
      </p>
    )
  }
  if (test.data === undefined) return null
  const { model, text, latencyMs } = test.data
  return (
    <p role="status" className="mt-1 text-xs text-ok">
      {oneLine(model, 80)} answered “{oneLine(text, 80)}” in {formatDuration(latencyMs)}.
    </p>
  )
}
