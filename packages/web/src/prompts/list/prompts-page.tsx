import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Archive, Plus, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { ListPage } from '../../ui/list-page.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { promptListQuery } from '../prompt-queries.ts'
import type { PromptListSearch } from '../prompt-search.ts'
import { FirstPrompt } from './first-prompt.tsx'
import { NewPromptDialog } from './new-prompt-dialog.tsx'
import { PromptTable } from './prompt-table.tsx'
import { useImportFile } from './use-import-file.ts'

/** Every prompt of the project, or, before the first one, the ways to it. */
export function PromptsPage() {
  const search: PromptListSearch = useSearch({ from: '/prompts' })
  const navigate = useNavigate({ from: '/prompts' })
  const archived = search.archived === true
  const list = useQuery(promptListQuery(archived))
  const [makes, setMakes] = useState(false)
  const importFile = useImportFile()
  const files = useRef<HTMLInputElement>(null)
  useShortcuts([{ key: 'n', label: 'New prompt', run: () => setMakes(true) }])
  const prompts = list.data?.prompts
  const isFirst = prompts?.length === 0 && !archived
  return (
    <ListPage
      title="Prompts"
      filters={
        <Button
          icon={Archive}
          pressed={archived}
          onClick={() => void navigate({ search: archived ? {} : { archived: true } })}
        >
          Archived
        </Button>
      }
      actions={
        <>
          <Button icon={Upload} onClick={() => files.current?.click()}>
            Import
          </Button>
          <Button icon={Plus} variant="primary" onClick={() => setMakes(true)}>
            New prompt
          </Button>
        </>
      }
    >
      <input
        ref={files}
        type="file"
        multiple
        accept=".yml,.yaml,.json"
        aria-label="Prompt files to import"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void importFile(Array.from(event.target.files ?? []))
          event.target.value = ''
        }}
      />
      <Loaded query={list} lines={8}>
        {() =>
          isFirst ? (
            <FirstPrompt onNew={() => setMakes(true)} />
          ) : prompts?.length === 0 ? (
            <EmptyState icon={Archive} title="No prompt is archived" />
          ) : (
            <PromptTable prompts={prompts ?? []} />
          )
        }
      </Loaded>
      {makes ? <NewPromptDialog onClose={() => setMakes(false)} /> : null}
    </ListPage>
  )
}
