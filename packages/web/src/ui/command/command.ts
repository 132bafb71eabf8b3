import type { LucideIcon } from 'lucide-react'

/** Something that can be done or gone to. */
export interface Command {
  readonly id: string
  readonly label: string
  /** What it is about, in smaller letters. */
  readonly note?: string
  readonly icon: LucideIcon
  /** The keys that do the same without the list: `g t`. */
  readonly keys?: string
  readonly run: () => void
}

export interface CommandGroup {
  readonly label: string
  readonly commands: readonly Command[]
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/[\s_./-]+/)

/** Higher is nearer; 0 is no match. The name counts more than the note, its start and the starts of its words most. */
function nearness({ label, note = '' }: Command, query: string): number {
  const name = label.toLowerCase()
  if (name.startsWith(query)) return 4
  const asked = query.split(/\s+/)
  if (asked.every((word) => wordsOf(label).some((start) => start.startsWith(word)))) return 3
  if (asked.every((word) => name.includes(word))) return 2
  return asked.every((word) => `${name} ${note.toLowerCase()}`.includes(word)) ? 1 : 0
}

/** The commands that a query means, nearest first; all of them, as they stand, for an empty one. */
export function matchCommands(commands: readonly Command[], query: string): readonly Command[] {
  const asked = query.trim().toLowerCase()
  if (asked === '') return commands
  return commands
    .map((command) => ({ command, near: nearness(command, asked) }))
    .filter(({ near }) => near > 0)
    .toSorted((one, other) => other.near - one.near)
    .map(({ command }) => command)
}
