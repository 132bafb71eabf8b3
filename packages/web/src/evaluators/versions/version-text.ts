import type { CheckedVersion } from '@pawl/core'

/** A version as text for comparing: every text of it stands on lines of its own, as it was written. */
export function versionText({ definition, examples }: Pick<CheckedVersion, 'definition' | 'examples'>): string {
  const lines: string[] = []
  write(lines, { definition, examples }, '')
  return lines.join('\n')
}

function write(lines: string[], value: unknown, indent: string): void {
  if (typeof value !== 'object' || value === null) return
  const isList = Array.isArray(value)
  for (const [key, item] of Object.entries(value)) {
    const name = isList ? '-' : `${key}:`
    if (typeof item === 'object' && item !== null && Object.keys(item).length > 0) {
      const at = lines.length
      write(lines, item, `${indent}  `)
      // A list's mark stands before the first field of its item, as YAML has it.
      if (isList) lines[at] = `${indent}- ${lines[at]?.trimStart() ?? ''}`
      else lines.splice(at, 0, `${indent}${name}`)
    } else if (typeof item === 'string' && item.includes('\n')) {
      lines.push(`${indent}${name} |`, ...item.split('\n').map((line) => `${indent}  ${line}`))
    } else {
      lines.push(`${indent}${name} ${JSON.stringify(item)}`)
    }
  }
}
