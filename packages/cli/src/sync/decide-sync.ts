/** Hashes of one thing in the files and on the server; undefined where it is not there. */
export interface SyncSides {
  readonly here: string | undefined
  readonly there: string | undefined
  /** Of both sides when they were last in step; undefined when they never were. */
  readonly base: { readonly here: string; readonly there: string } | undefined
}

export const syncStates = [
  'in_step',
  'new_here',
  'changed_here',
  'deleted_here',
  'new_there',
  'changed_there',
  'deleted_there',
  'conflict',
] as const
export type SyncState = (typeof syncStates)[number]

/**
 * Who changed what since files and server were last in step. A conflict is what both sides changed differently, and what differs without
 * ever having been in step: nobody can say then which of the two is newer.
 */
export function decideSync({ here, there, base }: SyncSides): SyncState {
  if (here === there) return 'in_step'
  if (base === undefined) {
    if (there === undefined) return 'new_here'
    return here === undefined ? 'new_there' : 'conflict'
  }
  const isChangedHere = here !== base.here
  const isChangedThere = there !== base.there
  if (isChangedHere && isChangedThere) return 'conflict'
  if (isChangedHere) return here === undefined ? 'deleted_here' : 'changed_here'
  if (isChangedThere) return there === undefined ? 'deleted_there' : 'changed_there'
  return 'in_step'
}
