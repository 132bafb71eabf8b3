import { projectListSchema, projectSchema } from '@pawl/core'
import type { Command } from 'commander'
import { contextOf, type ProgramContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { renderTable } from '../layout/table.ts'

export function addProjectsCommands(program: Command, programContext: ProgramContext): void {
  const projects = program.command('projects').description('list and create projects')
  projects
    .command('list')
    .description('list projects')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/projects', projectListSchema)
      context.printResult(list, () =>
        renderTable(
          list.projects,
          [
            { title: 'PROJECT', cell: (project) => project.name },
            { title: 'CREATED', cell: (project) => formatTime(project.createdAt) },
          ],
          { width: context.terminal.columns, paint: context.paint },
        ),
      )
    })
  projects
    .command('create')
    .description('create a project')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const project = await context.api.fetchAnswer('/api/projects', projectSchema, { method: 'POST', body: { name } })
      context.printResult(project, () => `Created project ${project.name}.\n`)
    })
}
