import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runPawl } from '../testing/run-pawl.ts'

const hasBash = existsSync('/bin/bash')

/** What bash offers after these words, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await runPawl(['completion', 'bash'])
  const array = words.map((word) => `'${word}'`).join(' ')
  const script = `${stdout}\nCOMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _pawl; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('/bin/bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

describe.skipIf(!hasBash)('completion in bash (skipped without /bin/bash)', () => {
  it('offers the commands', async () => {
    expect(await offered('pawl', 't')).toEqual(['traces'])
    expect(await offered('pawl', '')).toEqual(expect.arrayContaining(['serve', 'doctor', 'keys', '--server']))
  })

  it('offers what may follow a command, after options too', async () => {
    expect(await offered('pawl', 'traces', '--format', 'json', 'e')).toEqual(['export'])
    expect(await offered('pawl', 'traces', 'list', '--min-')).toEqual([
      '--min-duration-ms',
      '--min-cost-usd',
      '--min-tokens',
    ])
  })

  it('offers the values of an option', async () => {
    expect(await offered('pawl', 'keys', 'create', '--role', '')).toEqual(['ingest', 'viewer', 'editor', 'admin'])
  })
})

describe('completion', () => {
  it.each(['zsh', 'fish'])('is printed for %s, with every command in it', async (shell) => {
    const { stdout, exitCode } = await runPawl(['completion', shell])
    expect(exitCode).toBe(0)
    for (const word of ['traces', 'import', 'sessions', 'doctor', 'min-duration-ms']) expect(stdout).toContain(word)
  })

  it('ends with 2 for a shell that is not known', async () => {
    expect(await runPawl(['completion', 'tcsh'])).toMatchObject({ exitCode: 2, stdout: '' })
  })
})
