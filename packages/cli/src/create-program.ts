import { Command, Option } from 'commander'
import { defaultServerUrl, outputFormats, type ProgramContext } from './command-context.ts'
import { addAlertsCommands } from './commands/alerts.ts'
import { addAuditCommands } from './commands/audit.ts'
import { addBackupCommands } from './commands/backup.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addDatasetsCommands } from './commands/datasets.ts'
import { addDemoCommand } from './commands/demo.ts'
import { addDeployCommands, addDeploymentsCommands, addOverridesCommands } from './commands/deployments.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEvaluatorsCommands } from './commands/evaluators.ts'
import { addGateCommands } from './commands/gate.ts'
import { addKeysCommands } from './commands/keys.ts'
import { addModelsCommands } from './commands/models.ts'
import { addMonitorsCommands } from './commands/monitors.ts'
import { addPolicyCommands } from './commands/policy.ts'
import { addProjectsCommands } from './commands/projects.ts'
import { addPromptsCommands } from './commands/prompts.ts'
import { addRowsCommands } from './commands/rows.ts'
import { addRunCommand } from './commands/run.ts'
import { addProveCommand, addRunsCommands } from './commands/runs.ts'
import { addScoresCommands } from './commands/scores.ts'
import { addSecretsCommands } from './commands/secrets.ts'
import { addServeCommand } from './commands/serve.ts'
import { addSessionsCommands } from './commands/sessions.ts'
import { addSyncCommands } from './commands/sync.ts'
import { addTracesCommands } from './commands/traces.ts'
import { addWebhooksCommands } from './commands/webhooks.ts'
import { programVersion } from './program-version.ts'

/** The whole command tree. */
export function createProgram(context: ProgramContext): Command {
  const { terminal } = context
  const program = new Command('pawl')
    .description('Keeps solved problems of LLM applications solved.')
    .version(programVersion)
    .addOption(new Option('--server <url>', `address of the Pawl server (PAWL_SERVER; ${defaultServerUrl})`))
    .addOption(new Option('--key <key>', 'API key (PAWL_KEY)'))
    .addOption(new Option('--project <name>', 'project, where no key decides it (PAWL_PROJECT; default)'))
    .addOption(new Option('--format <format>', 'how results are printed').choices(outputFormats).default('pretty'))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text.replace(/^error: /, 'pawl: ')),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
    })
    .showHelpAfterError('      Fix: add --help to see what is possible.')
  addServeCommand(program, context)
  addDemoCommand(program, context)
  addTracesCommands(program, context)
  addSessionsCommands(program, context)
  addScoresCommands(program, context)
  addEvaluatorsCommands(program, context)
  addPromptsCommands(program, context)
  addModelsCommands(program, context)
  addSecretsCommands(program, context)
  addMonitorsCommands(program, context)
  addAlertsCommands(program, context)
  addSyncCommands(program, context)
  addGateCommands(program, context)
  addPolicyCommands(program, context)
  addDatasetsCommands(program, context)
  addRowsCommands(program, context)
  addRunCommand(program, context)
  addRunsCommands(program, context)
  addProveCommand(program, context)
  addDeployCommands(program, context)
  addDeploymentsCommands(program, context)
  addOverridesCommands(program, context)
  addAuditCommands(program, context)
  addWebhooksCommands(program, context)
  addProjectsCommands(program, context)
  addKeysCommands(program, context)
  addBackupCommands(program, context)
  addDoctorCommand(program, context)
  addCompletionCommand(program, context)
  return program
}
