import { statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { formatBytes } from '../layout/format-value.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

const oldestNode = [20, 19] as const
const minFreeDiskBytes = 1e9
const minMemoryBytes = 2e9
// The embedded engine's running statements hold libuv threads; with the default of 4 they starve file access.
const minThreadPoolSize = 8

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const isNew = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  if (isNew) return ok('node', `Node ${version}`)
  return problem('node', `Node ${version} is too old`, `Install Node ${oldestNode.join('.')} or newer.`)
}

export function checkThreadPool(size: number | undefined): Finding {
  if ((size ?? 4) >= minThreadPoolSize) return ok('threads', `libuv has ${size} threads`)
  return warning(
    'threads',
    `UV_THREADPOOL_SIZE is ${size ?? 'not set'}: queries can hold up everything else`,
    'Start Pawl with the `pawl` command, which sets it, or set UV_THREADPOOL_SIZE=16.',
  )
}

export function checkMemory(total: number = totalmem(), free: number = freemem()): Finding {
  const text = `${formatBytes(total)} of memory, ${formatBytes(free)} free`
  if (total >= minMemoryBytes) return ok('memory', text)
  return warning('memory', text, `Give the machine at least ${formatBytes(minMemoryBytes)}.`)
}

/** `directory` must exist. */
export async function checkFreeDisk(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory)
  const freeBytes = bavail * bsize
  if (freeBytes >= minFreeDiskBytes) return ok('disk', `${formatBytes(freeBytes)} free at ${directory}`)
  return problem(
    'disk',
    `only ${formatBytes(freeBytes)} free at ${directory}: Pawl takes no traces in below ${formatBytes(minFreeDiskBytes)}`,
    'Free some space, or name another place with --data-dir.',
  )
}
