import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { chooseProject, statusQuery } from '../api/index.ts'
import { showToast } from '../ui/toast.tsx'
import { projectsQuery, whoAmIQuery } from './access-queries.ts'

export interface Projects {
  /** The one that is shown; '' until it is known. */
  readonly shown: string
  /** Those that can be shown instead; none where a key decides. */
  readonly others: readonly string[]
  /** Everything on the page is then of that project. */
  readonly show: (project: string) => Promise<void>
  /** Goes home first: no page of one project has its like in another. */
  readonly goTo: (project: string) => Promise<void>
}

/** Which project this window looks at, and the way to the others. */
export function useProjects(): Projects {
  const shown = useQuery(statusQuery).data?.project ?? ''
  const isByKey = useQuery(whoAmIQuery).data?.keysExist !== false
  const list = useQuery({ ...projectsQuery, enabled: !isByKey })
  const queries = useQueryClient()
  const router = useRouter()
  const show = async (project: string) => {
    chooseProject(project)
    await queries.resetQueries()
    showToast(`Now showing ${project}`)
  }
  return {
    shown,
    others: (list.data?.projects ?? []).map(({ name }) => name).filter((name) => name !== shown),
    show,
    goTo: async (project) => {
      await router.navigate({ to: '/' })
      // Whoever chose to stay with what is not saved stays in the project too.
      if (router.state.location.pathname === '/') await show(project)
    },
  }
}
