import { AppError, gateViewSchema } from '@pawl/core'
import type { Command } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { gatePath, reportOf } from '../gate/gate-report.ts'
import { findGateServer, type GateServerOptions, openGateServer } from '../gate/gate-server.ts'
import { listGates } from '../gate/list-gates.ts'
import { type RunGateOptions, runGate } from '../gate/run-gate.ts'
import { fetchEvidence, readEvidenceFile, verifyGate } from '../gate/verify-gate.ts'
import { type OutputOptions, writeOutputs } from '../gate/write-outputs.ts'

/** `pawl gate`: whether a release may ship. */
export function addGateCommands(program: Command, programContext: ProgramContext): void {
  const gate = program.command('gate').description('decide whether a release may ship, and look at what was decided')
  addRun(gate, programContext)
  addReading(gate, programContext)
  addVerify(gate, programContext)
}

/** The server is chosen alike by all of them. */
function withServerOptions(command: Command): Command {
  return command
    .option('--dir <directory>', 'of the repository; the nearest pawl.yaml above it counts', '.')
    .option('--local', 'in this process, on the files alone; what happens with files and no server named')
    .option('--data-dir <directory>', 'where that keeps evidence and responses (.pawl/gate)')
}

function withOutputs(command: Command): Command {
  return command
    .option('--junit <file>', 'write the result as JUnit XML')
    .option('--markdown <file>', 'write the result as Markdown, as for a pull request')
    .option('--evidence <file>', 'write the evidence, which `pawl gate verify --file` reads')
    .option('--github', 'annotate files for GitHub Actions; done there by itself')
}

function addRun(gate: Command, programContext: ProgramContext): void {
  const run = gate
    .command('run')
    .description(
      'try a release on the rows that protect it. Exits with 0: pass, 1: fail, 3: neither, 5: it could not be carried out',
    )
    .option('--env <environment>', "where it is to go (pawl.yaml's, or production)")
    .option('--prompt <ref>', 'name@version on a server, or the name of one in the files (may be repeated)', collected)
    .option('--external <name@version>', 'a version of an agent of your own instead')
    .option(
      '--target <target>',
      'with --external: a command, a module (./agent.ts) or an address that runs it, or a file of recorded outputs (trials.jsonl)',
    )
    .option('--baseline-target <target>', 'with --external and --baseline: the same for the version to compare with')
    .option('--deterministic', 'with --external: the same row always gives the same outcome')
    .option('--timeout-s <seconds>', 'with --external: of one trial', numberArgument)
    .option(
      '--baseline <ref>',
      'on files alone: a git ref, or "none"; on a server: versions (with --external: name@version), instead of what is live',
    )
    .option('--concurrency <n>', 'trials at once (8); they change no verdict', numberArgument)
    .option('--note <text>', 'why')
  withOutputs(withServerOptions(run)).action(async (options: RunGateOptions, command: Command) => {
    programContext.exitCode = await runGate(command, programContext, options)
  })
}

function addReading(gate: Command, programContext: ProgramContext): void {
  const open = (command: Command, options: GateServerOptions) => openNamed(command, programContext, options)
  const show = gate.command('show').description('show a gate').argument('<id>', 'of the gate')
  withOutputs(withServerOptions(show)).action(
    async (id: string, options: GateServerOptions & OutputOptions, command: Command) => {
      await using server = await open(command, options)
      const view = await server.context.api.fetchAnswer(gatePath(id), gateViewSchema)
      await writeOutputs(server.context, await reportOf(server, view, { against: null, weakenings: null }), options)
    },
  )
  const list = gate
    .command('list')
    .description('list gates, newest first')
    .option('--env <environment>', 'only those for it')
    .option('--limit <count>', 'how many (50)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
  withServerOptions(list).action(async (options: GateServerOptions & ListOptions, command: Command) => {
    await using server = await open(command, options)
    const { env: environment, limit, cursor } = options
    await listGates(server.context, { environment, limit, cursor })
  })
  gate
    .command('cancel')
    .description('end a gate before it has decided; what was tried is kept and counts when it is started again')
    .argument('<id>', 'of the gate')
    .option('--reason <text>', 'why', '')
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const call = { method: 'POST', body: { reason } } as const
      const view = await context.api.fetchAnswer(gatePath(id, 'cancel'), gateViewSchema, call)
      context.printResult(view, () => `Gate ${id} is ${view.status}.\n`)
    })
}

/** To look at gates of this process takes `--local`: without it a server is meant. */
async function openNamed(command: Command, programContext: ProgramContext, options: GateServerOptions) {
  const request = { ...options, needsServer: options.local !== true }
  return await openGateServer(await findGateServer(command, programContext, request))
}

interface ListOptions {
  readonly env?: string
  readonly limit?: number
  readonly cursor?: string
}

function addVerify(gate: Command, programContext: ProgramContext): void {
  const verify = gate
    .command('verify')
    .description('work a verdict out again from its evidence, here. Exits with 1 when it does not follow')
    .argument('[id]', 'of the gate')
    .option('--file <file>', 'evidence that was written to a file, instead')
  withServerOptions(verify).action(
    async (id: string | undefined, options: GateServerOptions & { file?: string }, command: Command) => {
      if ((id === undefined) === (options.file === undefined)) {
        throw new AppError('bad_request', 'Name a gate, or a file with its evidence.', {
          fix: 'pawl gate verify <id>, or pawl gate verify --file evidence.json.',
        })
      }
      if (options.file !== undefined) {
        const isRight = verifyGate(contextOf(command, programContext), await readEvidenceFile(options.file))
        programContext.exitCode = isRight ? 0 : 1
        return
      }
      await using server = await openNamed(command, programContext, options)
      const isRight = verifyGate(server.context, await fetchEvidence(server.context, id ?? ''))
      programContext.exitCode = isRight ? 0 : 1
    },
  )
}
