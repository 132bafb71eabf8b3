import { isIPv4 } from 'node:net'
import { AppError } from '@pawl/core'

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

/**
 * Lets a server without keys listen on this machine only: anybody who reaches it may do everything.
 *
 * @throws AppError `unsafe_bind`
 */
export function checkBindAddress(hosts: readonly string[], keysExist: boolean): void {
  const open = hosts.find((host) => !isLoopback(host))
  if (open === undefined || keysExist) return
  throw new AppError(
    'unsafe_bind',
    `Listening on ${open} would let anybody on the network in: there are no API keys yet.`,
    {
      where: 'PAWL_HOST',
      fix: 'Make a key with `pawl keys create --role admin --owner <name>` first; or set PAWL_FIRST_KEY to what `pawl keys generate` prints; or listen on 127.0.0.1.',
    },
  )
}
