import type { Command } from 'commander'
import { type CommandContext, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { checkDataDir } from '../doctor/check-data-dir.ts'
import { checkEngines } from '../doctor/check-engines.ts'
import { checkFreeDisk, checkMemory, checkNode, checkThreadPool } from '../doctor/check-machine.ts'
import { checkMail } from '../doctor/check-mail.ts'
import { checkPorts } from '../doctor/check-ports.ts'
import type { Finding } from '../doctor/finding.ts'
import type { Paint } from '../layout/paint.ts'
import { defaultDataDir } from './serve.ts'

interface DoctorOptions {
  readonly dataDir?: string
  readonly port: number
  readonly grpcPort: number
}

export function addDoctorCommand(program: Command, programContext: ProgramContext): void {
  program
    .command('doctor')
    .description('check whether Pawl can run here, and say how to fix what is wrong')
    .option('--data-dir <directory>', 'where the data is or will be (PAWL_DATA_DIR; .pawl)')
    .option('--port <port>', 'HTTP port', numberArgument, 4318)
    .option('--grpc-port <port>', 'OTLP/gRPC port', numberArgument, 4317)
    .action(async (options: DoctorOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const findings = await findAll(context, options)
      context.printResult({ findings }, () => findings.map((finding) => findingLine(finding, context.paint)).join(''))
      if (findings.some((finding) => finding.status === 'problem')) programContext.exitCode = 2
    })
}

async function findAll({ environment }: CommandContext, options: DoctorOptions): Promise<Finding[]> {
  const dataDir = await checkDataDir(options.dataDir ?? environment.dataDir ?? defaultDataDir)
  return [
    checkNode(process.version),
    checkThreadPool(environment.threadPoolSize),
    checkMemory(),
    ...(await checkEngines()),
    dataDir.finding,
    await checkFreeDisk(dataDir.existing),
    ...(await checkPorts({ httpPort: options.port, grpcPort: options.grpcPort, key: environment.key })),
    await checkMail({
      smtpUrl: environment.variable('PAWL_SMTP_URL'),
      mailFrom: environment.variable('PAWL_MAIL_FROM'),
    }),
  ]
}

function findingLine({ check, status, message, fix }: Finding, paint: Paint): string {
  const marks = {
    ok: paint('green', 'ok     '),
    warning: paint('yellow', 'warning'),
    problem: paint('red', 'problem'),
  } as const satisfies Record<Finding['status'], string>
  return `${marks[status]}  ${check.padEnd(17)} ${message}\n${fix === undefined ? '' : `${' '.repeat(27)}Fix: ${fix}\n`}`
}
