import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The file of a tool that `npm ci` installed. */
export const tool = (name) => join(root, 'node_modules', '.bin', name)

/** Runs a command with its output shown. Resolves to its exit code; a signal counts as 1. */
export function runCommand(command, args, { cwd = root, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', (error) => {
      process.stderr.write(`${command} could not be run: ${error.message}\n`)
      resolve(1)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

const lastOutputMs = 200

/**
 * The same, but what it writes goes through `show`, and when the command has ended nothing more is shown, whatever
 * processes it has left behind: what is printed next comes last.
 */
export function runStep(command, args, show = (chunk, stream) => stream.write(chunk)) {
  return new Promise((resolve) => {
    const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env })
    child.stdout.on('data', (chunk) => show(chunk, process.stdout))
    child.stderr.on('data', (chunk) => show(chunk, process.stderr))
    child.on('error', (error) => {
      process.stderr.write(`${command} could not be run: ${error.message}\n`)
      resolve(1)
    })
    child.on('exit', (code) => {
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
        resolve(code ?? 1)
      }, lastOutputMs)
    })
  })
}
