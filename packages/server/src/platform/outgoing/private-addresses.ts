import { BlockList, isIP, isIPv6 } from 'node:net'

/** What is not the public Internet: IANA's special-purpose address registries, and multicast. */
const ranges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

const privateList = listOf(ranges)
const loopbackList = listOf(['127.0.0.0/8', '::1'])

/** Addresses and ranges in CIDR form; other texts are passed over. */
export function listOf(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', bits] = text.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (isIP(address) === 0) continue
    if (bits === undefined) list.addAddress(address, family)
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'ipv6' ? 128 : 32))
      list.addSubnet(address, Number(bits), family)
  }
  return list
}

export function isOnList(list: BlockList, address: string): boolean {
  const inner = embeddedIpv4(address)
  if (inner !== undefined && list.check(inner, 'ipv4')) return true
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** Loopback, link-local (cloud metadata lives there), private networks, documentation, multicast. */
export const isPrivateAddress = (address: string): boolean => isIP(address) === 0 || isOnList(privateList, address)

export const isLoopbackAddress = (address: string): boolean => isOnList(loopbackList, address)

/** The IPv4 address inside of a mapped (`::ffff:`), NAT64 (`64:ff9b::`) or 6to4 (`2002:`) one: that is where it leads. */
function embeddedIpv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined
  const groups = groupsOf(address)
  if (groups[0] === 0x2002) return dotted(groups[1] ?? 0, groups[2] ?? 0)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  const isNat64 = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0)
  return isMapped || isNat64 ? dotted(groups[6] ?? 0, groups[7] ?? 0) : undefined
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')

/** The eight groups of an IPv6 address. The URL parser writes every valid one in the same form, without a zone. */
function groupsOf(address: string): readonly number[] {
  const [plain = ''] = address.split('%')
  const text = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const [head = '', tail] = text.split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [before, after] = [parse(head), parse(tail ?? '')]
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after]
}
