import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const greet = (text: string, name = 'greet') =>
  `name: ${name}\nmodel: openai/gpt-4o\nmessages:\n  - role: system\n    content: ${text}\n`
const github = `model: openai/gpt-4o\nmessages:\n  - role: user\n    content: 'Sum up {{text}}'\ntestData:\n  - text: long\n`

describe('pawl prompts, against a real server', () => {
  let server: RealServer
  let directory: string
  let project = 0
  beforeAll(async () => {
    server = await startRealServer('prompts')
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    directory = join(server.root, `files-${++project}`)
    await mkdir(directory)
  })

  const run = (...words: string[]) => runPawl(['prompts', ...words], { server: server.url, project: `p${project}` })
  const json = async (...words: string[]) => JSON.parse((await run(...words, '--format', 'json')).stdout)
  const file = (name: string) => join(directory, name)
  const write = (name: string, text: string) => writeFile(file(name), text)

  it('pushes files of both forms and says what is new and what was there', async () => {
    await write('greet.yml', greet('Be kind.'))
    await write('sum up.prompt.yml', github)
    const pushed = await run('push', directory, '--note', 'first')
    expect(pushed.exitCode).toBe(0)
    expect(pushed.stdout).toMatch(/greet\.yml +greet +1 +[0-9a-f]{12} +new prompt/)
    expect(pushed.stdout).toMatch(/sum up\.prompt\.yml +sum up +1 +[0-9a-f]{12} +new prompt/)
    await write('greet.yml', greet('Be very kind.'))
    const dry = await run('push', join(directory, '*.yml'), '--dry-run')
    expect(dry.stdout).toMatch(/greet +[0-9a-f]{12} +new version\n/)
    expect(dry.stdout).toMatch(/sum up +1 +[0-9a-f]{12} +already there/)
    expect((await json('show', 'greet')).version.number).toBe(1)
    const again = await json('push', file('greet.yml'), file('sum up.prompt.yml'))
    expect(again.prompts).toMatchObject([
      { prompt: 'greet', number: 2, status: 'new version' },
      { prompt: 'sum up', number: 1, status: 'already there' },
    ])
    const list = await run('list')
    expect(list.stdout).toMatch(/greet +2 +[0-9a-f]{12} +openai\/gpt-4o/)
  })

  it('sends nothing when one of the files cannot be read', async () => {
    await write('a.yml', greet('Be kind.'))
    await write('b.yml', 'model: x\nmessages:\n  - role: boss\n    content: hi\n')
    const pushed = await run('push', directory)
    expect(pushed).toMatchObject({ exitCode: 2, stdout: '' })
    expect(pushed.stderr).toContain('b.yml: messages[0].role')
    expect((await json('list')).prompts).toEqual([])
    await write('b.yml', greet('Be brief.'))
    expect((await run('push', directory)).stderr).toMatch(/a\.yml and .*b\.yml are both for the prompt "greet"/)
    expect((await run('push', file('none*.yml'))).exitCode).toBe(2)
  })

  it('pulls what was pushed, and never over work that nobody pushed', async () => {
    await write('greet.yml', greet('Be kind.'))
    await write('sum.prompt.yml', github)
    await run('push', directory)
    const first = await run('pull', '--dir', directory)
    expect(first.stdout).toMatch(/greet +1 +unchanged/)
    await write('greet.yml', greet('Mine.'))
    const refused = await run('pull', '--dir', directory)
    expect(refused.exitCode).toBe(2)
    expect(refused.stdout).toContain('kept: changed here')
    expect(await readFile(file('greet.yml'), 'utf8')).toBe(greet('Mine.'))
    await run('push', file('greet.yml'))
    // What a version holds may be replaced: it can come back.
    const back = await run('pull', 'greet@1', '--dir', directory)
    expect(back.stdout).toMatch(/greet +1 +updated/)
    expect(await readFile(file('greet.yml'), 'utf8')).toContain('Be kind.')
    await write('sum.prompt.yml', github.replace('Sum up', 'Shorten'))
    expect((await run('pull', 'sum', '--dir', directory, '--force')).exitCode).toBe(0)
    const forced = await readFile(file('sum.prompt.yml'), 'utf8')
    expect(forced).toContain('Sum up {{text}}')
    expect(forced).toContain('text: long')
  })

  it('writes prompts of any name into the directory and nowhere else', async () => {
    const names = ['../../escape', 'a/b', 'con', 'Greet', 'greet', '.hidden', '退款', 'x'.repeat(100)]
    for (const [index, name] of names.entries()) await write(`${index}.yml`, greet('Be kind.', JSON.stringify(name)))
    expect((await run('push', directory)).exitCode).toBe(0)
    const target = join(directory, 'out', 'prompts')
    expect((await run('pull', '--dir', target)).exitCode).toBe(0)
    expect(await readdir(join(directory, 'out'))).toEqual(['prompts'])
    expect(await readdir(target)).toHaveLength(names.length)
    const again = await json('pull', '--dir', target)
    expect(again.prompts.map(({ status }: { status: string }) => status)).toEqual(names.map(() => 'unchanged'))
  })

  it('shows what differs between versions, and between a file and the server', async () => {
    await write('greet.yml', greet('Be kind to all.'))
    await run('push', directory)
    await write('greet.yml', greet('Be very kind to all.'))
    const local = await run('diff', file('greet.yml'))
    expect(local.stdout).toMatch(
      /^greet@1 \([0-9a-f]{12}\) → .*greet\.yml\n~ message 1, system\n {4}Be \{\+very \+\}kind/,
    )
    await run('push', directory)
    expect((await run('diff', 'greet@2')).stdout).toContain('{+very +}')
    expect((await run('diff', 'greet@2', 'greet@1')).stdout).toContain('[-very -]')
    expect((await json('diff', 'greet', 'greet@2')).diff.same).toBe(true)
    const wrong = await run('diff', 'greet@7')
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' })
    expect(wrong.stderr).toContain('There are versions 1 to 2')
  })

  it('renders with the values it is given, in which braces mean nothing', async () => {
    await write('sum.prompt.yml', github)
    await run('push', directory)
    const rendered = await run('render', 'sum', '--var', 'text={{x}}\u001b[2J', '--var', 'other=1')
    expect(rendered.stdout).toBe('user\n  Sum up {{x}}␛[2J\n')
    expect(rendered.stderr).toBe('The prompt has no place for: other.\n')
    const missing = await run('render', file('sum.prompt.yml'))
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' })
    expect(missing.stderr).toContain('"text"')
    await write('input.json', JSON.stringify({ variables: { text: 'all' } }))
    const { messages } = await json('render', file('sum.prompt.yml'), '--input', file('input.json'))
    expect(messages).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Sum up all' }] }])
  })

  it('says what there is when a prompt is not there', async () => {
    await write('greet.yml', greet('Be kind.'))
    await run('push', directory)
    const missing = await run('show', 'gret')
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' })
    expect(missing.stderr).toBe('pawl: There is no prompt "gret". (prompt)\n      Fix: There is "greet".\n')
    const shown = await run('show', 'greet')
    expect(shown.stdout).toMatch(/^greet {2}[0-9a-f]{64}\nversion {5}1 of 1, /)
    expect(shown.stdout).toContain('system\n  Be kind.\n')
  })
})
