import { useNavigate } from '@tanstack/react-router'
import { useProjects } from '../access/index.ts'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { oneLine } from '../ui/visible-text.ts'

/** Says which project is shown, and leads to the others. */
export function ProjectMenu({ className }: { readonly className: string }) {
  const { shown, others, goTo } = useProjects()
  const navigate = useNavigate()
  if (shown === '') return null
  const name = oneLine(shown, 60)
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" title={`Project ${name}`} aria-label={`Project ${name}`} className={className}>
          {name}
        </button>
      }
    >
      <MenuChoice
        label="Project"
        value={shown}
        options={[shown, ...others].map((value) => ({ value, label: oneLine(value, 60) }))}
        onChange={(project) => (project === shown ? undefined : void goTo(project))}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => void navigate({ to: '/settings' })}>Settings of the project</MenuItem>
    </Menu>
  )
}
