import { createHash } from 'node:crypto'
import type { PromptFileForm } from '@pawl/core'

/** Names that Windows gives to devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const unfit = /[^\p{L}\p{N}._ -]+/gu

/**
 * The name of the file that holds a prompt: its own name where every system can keep that as a file in one directory,
 * else with signs replaced and the start of its hash added, so that two prompts never share a file. A name of the
 * server can be anything; it never leads out of the directory.
 */
export function promptFileName(name: string, form: PromptFileForm): string {
  const plain = name.replace(unfit, '-').replace(/^[. ]+|[. ]+$/g, '')
  const isFit = plain === name && plain !== '' && !reserved.test(plain) && name === name.toLowerCase()
  const stem = isFit ? plain : `${plain.slice(0, 60).toLowerCase() || 'prompt'}-${hashOf(name)}`
  return `${stem}${form === 'github' ? '.prompt.yml' : '.yml'}`
}

const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8)

/** The prompt that a file is for, where it names none itself. */
export function promptNameOf(path: string): string {
  const base = path.split(/[/\\]/).at(-1) ?? path
  return base.replace(/(?:\.prompt)?\.(?:ya?ml|json)$/i, '')
}
