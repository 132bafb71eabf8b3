const key = 'pawl.project'

/** The project this browser looks at where no key decides it; '' for the server's own choice. */
export function chosenProject(): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

export function chooseProject(project: string): void {
  localStorage.setItem(key, project)
}

export function projectHeaders(): Record<string, string> {
  const project = chosenProject()
  return project === '' ? {} : { 'x-pawl-project': project }
}
