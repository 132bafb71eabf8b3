import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import {
  AppError,
  type DatasetHead,
  environmentNameSchema,
  jsonObjectSchema,
  modelProviderChangeSchema,
  providerNameSchema,
  readDatasetHead,
  readYamlObject,
} from '@pawl/core'
import { z } from 'zod'
import { inFile } from '../files/in-file.ts'

const names = ['pawl.yaml', 'pawl.yml'] as const

const paths = z.union([
  z
    .string()
    .min(1)
    .transform((path) => [path]),
  z.array(z.string().min(1)).min(1),
])

const providerSchema = modelProviderChangeSchema.omit({ apiKey: true }).extend({
  /** The variable that holds its key. A key itself never stands in a file. */
  keyEnv: z.string().min(1).exactOptional(),
})

const schema = z.strictObject({
  project: z.string().min(1).max(200).exactOptional(),
  server: z
    .url({ protocol: /^https?$/, error: 'an address that starts with http:// or https:// is needed' })
    .exactOptional(),
  /** Where a gate is for when nobody says. */
  environment: environmentNameSchema.default('production'),
  files: z
    .strictObject({
      prompts: paths.exactOptional(),
      datasets: paths.exactOptional(),
      evaluators: paths.exactOptional(),
      policies: paths.exactOptional(),
      monitors: paths.exactOptional(),
    })
    .prefault({}),
  datasets: z.record(z.string(), jsonObjectSchema).default({}),
  providers: z.record(providerNameSchema, providerSchema).default({}),
})

export type ProviderSettings = z.infer<typeof providerSchema>

/** `pawl.yaml`, every part of which may be left out; so may the file. */
export interface ProjectFile extends Omit<z.infer<typeof schema>, 'datasets'> {
  /** The directory that all paths start from. */
  readonly root: string
  /** Its name below the root; null where there is no such file. */
  readonly path: string | null
  readonly datasets: Readonly<Record<string, DatasetHead>>
}

/** In the directory or the nearest one above it; the directory itself where there is none. */
export async function readProjectFile(directory: string): Promise<ProjectFile> {
  const found = await findProjectFile(resolve(directory))
  if (found === null) return { ...schema.parse({}), datasets: {}, root: resolve(directory), path: null }
  const root = dirname(found)
  const path = relative(root, found)
  const text = await readFile(found, 'utf8')
  return inFile(path, () => {
    const { datasets, ...settings } = parse(text)
    const heads = Object.entries(datasets).map(([name, said]) => [name, headOf(name, said)] as const)
    return { ...settings, datasets: Object.fromEntries(heads), root, path }
  })
}

function parse(text: string): z.infer<typeof schema> {
  // A file of comments alone says nothing, and may.
  const isEmpty = text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line))
  const fix = `The fields are ${Object.keys(schema.shape).join(', ')}`
  const document = isEmpty ? {} : readYamlObject(text, { name: 'project file', fix })
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.map(String).join('.') ?? ''
  throw new AppError(
    'bad_request',
    `The project file cannot be used: ${where === '' ? '' : `${where}: `}${issue?.message}`,
    {
      where: where === '' ? 'file' : where,
      fix,
    },
  )
}

function headOf(name: string, said: Parameters<typeof readDatasetHead>[0]): DatasetHead {
  return inFile(`datasets.${name}`, () => readDatasetHead(said))
}

async function findProjectFile(directory: string): Promise<string | null> {
  for (let at = directory; ; at = dirname(at)) {
    for (const name of names) {
      if ((await stat(join(at, name)).catch(() => null))?.isFile() === true) return join(at, name)
    }
    // A repository is whole by itself: what lies above it belongs to somebody else.
    const isTop = (await stat(join(at, '.git')).catch(() => null)) !== null
    if (isTop || dirname(at) === at) return null
  }
}
