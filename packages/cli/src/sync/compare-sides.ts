import type { ApiClient } from '../api/api-client.ts'
import type { Repository } from '../repository/load-repository.ts'
import { decideSync, type SyncState } from './decide-sync.ts'
import { localItems } from './local-items.ts'
import { type RemoteItem, type RemoteState, readRemote } from './read-remote.ts'
import type { SyncBase } from './sync-base.ts'
import { hashOf, type LocalItem, titleOf } from './sync-item.ts'

/** One thing in the files, on the server, or both. */
export interface ComparedItem {
  readonly key: string
  readonly title: string
  readonly state: SyncState
  readonly here: LocalItem | undefined
  readonly there: RemoteItem | undefined
}

export interface Comparison {
  /** In the order of the files, then what only the server has. */
  readonly items: readonly ComparedItem[]
  readonly remote: RemoteState
}

export async function compareSides(api: ApiClient, repository: Repository, base: SyncBase): Promise<Comparison> {
  const local = localItems(repository)
  const remote = await readRemote(api, local)
  const known = new Map(local.map((item) => [item.key, item]))
  const keys = new Set([...known.keys(), ...remote.items.keys()])
  const items = [...keys].flatMap((key): ComparedItem[] => {
    const [here, there] = [known.get(key), remote.items.get(key)]
    const value = here?.value ?? there?.value
    if (value === undefined) return []
    const [hereHash, thereHash] = [here && hashOf(here.value), there && hashOf(there.value)]
    const entry = base.of(key)
    const state = decideSync({ here: hereHash, there: thereHash, base: entry })
    if (hereHash !== undefined && hereHash === thereHash) base.set(key, { here: hereHash, there: thereHash })
    return [{ key, title: titleOf(value), state, here, there }]
  })
  // Gone on both sides.
  for (const key of base.keys()) if (!keys.has(key)) base.forget(key)
  return { items, remote }
}
