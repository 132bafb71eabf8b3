import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'

const projectFile = `# What Pawl reads here. Every line may be left out; so may this file.

# project: support               # the project on the server
# server: http://127.0.0.1:4318  # without one, \`pawl gate run\` works in its own process

# Where models that need an address of their own are; keys are read from variables and stand in no file.
# providers:
#   local:
#     baseUrl: http://127.0.0.1:11434/v1
#     keyEnv: LOCAL_MODEL_KEY
#     isDefault: true
`

const promptFile = `name: support
description: Answers customers about refunds.
model: openai/gpt-4.1-mini
messages:
  - role: system
    content: |
      You answer customers of a shop. Refunds are possible within 30 days of delivery, with the receipt, and never later.
      Say what the policy says, kindly, and promise nothing else.
  - role: user
    content: "{{question}}"
`

const datasetFile = [
  {
    dataset: 'refunds',
    purpose: 'regression',
    protects: 'Nobody is promised a refund that the policy does not allow.',
    prompts: ['support'],
  },
  {
    id: 'late-refund',
    input: { variables: { question: 'I bought a tent 45 days ago. Can I have my money back?' } },
    expectedBehavior: 'Says that refunds are possible within 30 days only, and promises none.',
    evaluators: [
      'names_the_limit',
      { kind: 'contains', mode: 'none', values: ['your refund is on its way'], ignoreCase: true },
    ],
  },
]

const evaluatorFile = `name: names_the_limit
definition:
  kind: contains
  mode: any
  values: ["30 days", "thirty days"]
  ignoreCase: true
# It must get these right before it may judge anything.
examples:
  - name: says the limit
    must: pass
    subject: { output: { text: "Refunds are possible within 30 days of delivery." } }
  - name: gives in
    must: fail
    subject: { output: { text: "Of course, I have sent you your money." } }
`

const files: Readonly<Record<string, string>> = {
  'pawl.yaml': projectFile,
  'prompts/support.prompt.yml': promptFile,
  'datasets/refunds.jsonl': datasetFile.map((line) => `${JSON.stringify(line)}\n`).join(''),
  'evaluators/names_the_limit.yml': evaluatorFile,
}

/**
 * Writes the example. Nothing that is there is changed but .gitignore, which gets a line.
 * @throws AppError `bad_request` when one of its files is there already
 */
export async function initRepository(context: CommandContext, directory: string): Promise<void> {
  const root = resolve(directory)
  for (const path of Object.keys(files)) {
    if ((await stat(join(root, path)).catch(() => null)) === null) continue
    throw new AppError('bad_request', `${join(directory, path)} is there already.`, {
      fix: 'Nothing was written. Start in an empty directory, or go on from what is there.',
    })
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text, { flag: 'wx' })
  }
  await ignoreData(root)
  const written = [...Object.keys(files), '.gitignore']
  context.printResult({ root, files: written }, () => written.map((path) => `${path}\n`).join(''))
  context.note(
    'Next: `pawl gate run` tries the prompt on the row; it needs OPENAI_API_KEY, or another model in the prompt.',
  )
}

/** What is kept of gates and of the server is not for the repository. */
async function ignoreData(root: string): Promise<void> {
  const path = join(root, '.gitignore')
  const text = await readFile(path, 'utf8').catch(() => '')
  if (/^\/?\.pawl\/?$/m.test(text)) return
  await writeFile(path, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}.pawl/\n`)
}
