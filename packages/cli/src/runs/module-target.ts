import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError } from '@pawl/core'
import type { TargetFunction } from '@pawl/sdk'
import { z } from 'zod'

export interface ModuleTarget {
  readonly target: TargetFunction
  /** What the module says of itself. */
  readonly name: string | undefined
  readonly version: string | undefined
}

/**
 * The function that a module of the user exports: as default, or as `target`. A module in TypeScript needs a Node that
 * reads it, or `tsx` in the user's project.
 *
 * @throws AppError `bad_request`
 */
export async function loadModuleTarget(file: string): Promise<ModuleTarget> {
  const path = resolve(file)
  const exports = unwrapped(await importModule(path, file))
  const target = exports.default ?? exports.target
  if (typeof target !== 'function') {
    throw new AppError('bad_request', `The module ${file} exports no function.`, {
      where: '--target',
      fix: 'Write `export default async function agent(row, trial) { … }`; what it returns is the output.',
    })
  }
  return {
    target: target as TargetFunction,
    name: typeof exports.name === 'string' ? exports.name : undefined,
    version: typeof exports.version === 'string' ? exports.version : undefined,
  }
}

type ModuleExports = Readonly<Record<string, unknown>>

/** Of a module that was compiled to CommonJS, or is read as that, Node hands over all that it exports as `default`. */
function unwrapped(exports: ModuleExports): ModuleExports {
  const inner = exports.default
  return typeof inner === 'object' && inner !== null && '__esModule' in inner ? (inner as ModuleExports) : exports
}

async function importModule(path: string, file: string): Promise<ModuleExports> {
  const url = pathToFileURL(path).href
  try {
    return (await import(url)) as ModuleExports
  } catch (error) {
    if (!isUnreadable(error, path)) throw failedImport(file, error)
  }
  const importTypeScript = await findTsx(path, file)
  try {
    return await importTypeScript(url, { parentURL: url })
  } catch (error) {
    throw failedImport(file, error)
  }
}

/** Node says so of the module itself, not of one that it imports. */
const isUnreadable = (error: unknown, path: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_UNKNOWN_FILE_EXTENSION' &&
  error.message.includes(path)

type ImportTypeScript = (url: string, options: { readonly parentURL: string }) => Promise<ModuleExports>

/** The `tsx` of the user's project: it reads a module whether its project is of ES modules or of CommonJS. */
async function findTsx(path: string, file: string): Promise<ImportTypeScript> {
  try {
    const manifest = createRequire(path).resolve('tsx/package.json')
    const { exports } = tsxManifestSchema.parse(JSON.parse(await readFile(manifest, 'utf8')))
    const door = pathToFileURL(join(dirname(manifest), exports['./esm/api'].import.default)).href
    return ((await import(door)) as { tsImport: ImportTypeScript }).tsImport
  } catch (error) {
    throw new AppError('bad_request', `This Node (${process.version}) does not read TypeScript: ${file}.`, {
      where: '--target',
      fix: 'Add tsx to your project (npm install --save-dev tsx), use Node 22.18 or newer, or give the compiled .js file.',
      cause: error,
    })
  }
}

const tsxManifestSchema = z.object({
  exports: z.object({ './esm/api': z.object({ import: z.object({ default: z.string() }) }) }),
})

function failedImport(file: string, error: unknown): AppError {
  const message = error instanceof Error ? error.message : String(error)
  return new AppError('bad_request', `The module ${file} could not be loaded: ${message}`, {
    where: '--target',
    cause: error,
  })
}
