import type { Command } from 'commander'
import { listAudit, printAuditHead } from '../audit/list-audit.ts'
import { readHead, readHeadsFile } from '../audit/read-heads.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'

interface ListOptions {
  readonly action?: string
  readonly who?: string
  readonly limit?: number
  readonly cursor?: string
}

interface VerifyOptions {
  readonly head?: readonly string[]
  readonly heads?: readonly string[]
}

export function addAuditCommands(program: Command, programContext: ProgramContext): void {
  const audit = program.command('audit').description('read and verify the log of everything that changed what is live')
  audit
    .command('list')
    .description('list entries, newest first')
    .option('--action <action>', 'only these: a whole action such as policy.changed, or its first part')
    .option('--who <name>', 'only what this person did')
    .option('--limit <count>', 'how many (100)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (options: ListOptions, command: Command) => {
      await listAudit(contextOf(command, programContext), { ...options })
    })
  audit
    .command('head')
    .description('print the place and hash of the newest entry, to be kept elsewhere')
    .action(async (_options: unknown, command: Command) => {
      await printAuditHead(contextOf(command, programContext))
    })
  audit
    .command('verify')
    .description(
      'read the whole log and check here that no entry was changed, removed or put elsewhere; else exit code 1',
    )
    .option('--head <sequence:hash>', 'a head that was published (may be repeated)', collected)
    .option(
      '--heads <file>',
      'a file with published heads: lines, reports of gates, webhooks (may be repeated)',
      collected,
    )
    .action(async ({ head = [], heads = [] }: VerifyOptions, command: Command) => {
      const published = [...head.map(readHead), ...(await Promise.all(heads.map(readHeadsFile))).flat()]
      const isIntact = await verifyAudit(contextOf(command, programContext), published)
      if (!isIntact) programContext.exitCode = 1
    })
}
