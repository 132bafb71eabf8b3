const key = 'pawl.project'
const parameter = 'project'

// Storage throws where the browser forbids it (blocked cookies); a choice then lasts for the page.
function stored(of: () => Storage): string {
  try {
    return of().getItem(key) ?? ''
  } catch {
    return ''
  }
}

function store(of: () => Storage, project: string): void {
  try {
    of().setItem(key, project)
  } catch {
    console.warn('The choice of the project could not be remembered: this browser forbids storage')
  }
}

/** The project that a link names as its own; taken out of the address, which is then like any other. */
function takenFromAddress(): string {
  // The list of routes is read where there is no window, too.
  if (typeof window === 'undefined') return ''
  const address = new URL(window.location.href)
  const project = address.searchParams.get(parameter)
  if (project === null) return ''
  address.searchParams.delete(parameter)
  window.history.replaceState(window.history.state, '', address)
  if (project !== '') store(() => sessionStorage, project)
  return project
}

// A window keeps its project: where another one goes elsewhere, what is typed in this one must not follow it there.
let chosen = takenFromAddress() || stored(() => sessionStorage) || stored(() => localStorage)

/** The project this window looks at where no key decides it; '' for the server's own choice. */
export const chosenProject = (): string => chosen

/** For this window, and for those that are opened later. */
export function chooseProject(project: string): void {
  chosen = project
  store(() => sessionStorage, project)
  store(() => localStorage, project)
}

export const projectHeaders = (): Record<string, string> => (chosen === '' ? {} : { 'x-pawl-project': chosen })
