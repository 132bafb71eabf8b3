import { normalize, relative, resolve, sep } from 'node:path'
import { AppError } from '@pawl/core'
import type { ComparedItem } from './compare-sides.ts'
import { defaultFile } from './default-file.ts'

export type Side = 'ours' | 'theirs'

/** Which side wins where both changed: `true` for all, or the files that are meant. */
export interface SideOptions {
  readonly ours?: true | readonly string[]
  readonly theirs?: true | readonly string[]
}

export interface SideChoice {
  /** Null where nobody chose. */
  readonly of: (item: ComparedItem) => Side | null
}

/** @throws AppError `bad_request` when both sides are to win everywhere */
export function chooseSide({ ours, theirs }: SideOptions, root: string): SideChoice {
  if (ours === true && theirs === true) {
    throw new AppError('bad_request', 'Both sides cannot win.', {
      fix: 'Give --ours or --theirs, or name the files of each.',
    })
  }
  const named = { ours: namesOf(ours, root), theirs: namesOf(theirs, root) }
  return {
    of: (item) => {
      const files = [item.here?.file, defaultFile(item.here?.value ?? item.there?.value)]
      const isNamed = (side: Side) => files.some((file) => file !== undefined && named[side].has(file))
      if (isNamed('ours')) return 'ours'
      if (isNamed('theirs')) return 'theirs'
      return ours === true ? 'ours' : theirs === true ? 'theirs' : null
    },
  }
}

/** Typed from the current directory or from the root. */
function namesOf(option: true | readonly string[] | undefined, root: string): ReadonlySet<string> {
  if (option === undefined || option === true) return new Set()
  return new Set(option.flatMap((path) => [slashed(normalize(path)), slashed(relative(root, resolve(path)))]))
}

const slashed = (path: string): string => path.replaceAll(sep, '/')
