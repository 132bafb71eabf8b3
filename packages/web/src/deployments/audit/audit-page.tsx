import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ScrollText, SearchX, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Select } from '../../ui/field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { auditQuery } from '../release-queries.ts'
import { AuditEntryLine } from './audit-entry-line.tsx'
import type { AuditSearch } from './audit-search.ts'
import { VerifyDialog } from './verify-dialog.tsx'

/** The nouns of actions, as people look for them. */
const nouns = [
  ['', 'Everything'],
  ['deployment', 'Deployments'],
  ['override', 'Overrides'],
  ['gate', 'Gates'],
  ['policy', 'Policies'],
  ['row', 'Rows'],
  ['evaluator', 'Evaluators'],
  ['dataset', 'Datasets'],
  ['prompt', 'Prompts'],
  ['key', 'API keys'],
  ['webhook', 'Webhooks'],
  ['settings', 'Settings'],
] as const

/** Everything that changed what is live or what protects it, each entry bound to the one before. */
export function AuditPage() {
  const search: AuditSearch = useSearch({ from: '/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const list = useInfiniteQuery(auditQuery({ action: search.action, who: search.who }))
  const [verifies, setVerifies] = useState(false)
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? []
  const rowNames = Object.assign({}, ...(list.data?.pages.map((page) => page.rowNames) ?? []))
  const head = list.data?.pages[0]?.head
  const isKnown = nouns.some(([noun]) => noun === (search.action ?? ''))
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        <h1 className="mr-2 font-semibold">Audit log</h1>
        <Select
          aria-label="What happened"
          className="w-36!"
          value={search.action ?? ''}
          onChange={(event) =>
            void navigate({ search: event.target.value === '' ? {} : { action: event.target.value }, replace: true })
          }
        >
          {isKnown ? null : <option>{search.action}</option>}
          {nouns.map(([noun, label]) => (
            <option key={noun} value={noun}>
              {label}
            </option>
          ))}
        </Select>
        <span className="ml-auto flex flex-wrap gap-1.5">
          {head === undefined || head.sequence === 0 ? null : (
            <CopyButton
              text={() => `${head.sequence}:${head.hash}`}
              what="Head"
              label={`Copy the head (${head.sequence})`}
            />
          )}
          <Button icon={ShieldCheck} variant="primary" onClick={() => setVerifies(true)}>
            Verify
          </Button>
        </span>
      </div>
      <div className="min-h-0 flex-1 overflow-auto bg-surface">
        <Loaded query={list} lines={8}>
          {() =>
            entries.length === 0 ? (
              <NoEntries isFiltered={Object.keys(search).length > 0} onClear={() => void navigate({ search: {} })} />
            ) : (
              <ol aria-label="Audit log" className="divide-y">
                {entries.map((entry) => (
                  <li key={entry.sequence} data-entry={entry.sequence}>
                    <AuditEntryLine entry={entry} rowNames={rowNames} />
                  </li>
                ))}
              </ol>
            )
          }
        </Loaded>
        {list.hasNextPage ? (
          <div className="border-t p-3">
            <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show older entries
            </Button>
          </div>
        ) : null}
      </div>
      {verifies ? <VerifyDialog onClose={() => setVerifies(false)} /> : null}
    </div>
  )
}

const NoEntries = ({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) =>
  isFiltered ? (
    <EmptyState icon={SearchX} title="No entry fits" action={<Button onClick={onClear}>Show everything</Button>} />
  ) : (
    <EmptyState icon={ScrollText} title="Nothing is logged yet">
      Deployments, overrides, changes of a policy and whatever makes rows protect less are kept here, each entry with
      the hash of the one before.
    </EmptyState>
  )
