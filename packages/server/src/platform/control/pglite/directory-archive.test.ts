import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packDirectory, unpackDirectory } from './directory-archive.ts'

let scratch: string

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pawl-archive-'))
})
afterEach(() => rm(scratch, { recursive: true }))

it('unpacks what was packed: files of any bytes, empty files, and directories that hold nothing', async () => {
  const source = join(scratch, 'source')
  await mkdir(join(source, 'a', 'b', 'empty'), { recursive: true })
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256))
  await writeFile(join(source, 'a', 'b', 'bytes'), bytes)
  await writeFile(join(source, 'a', 'nothing'), '')
  const target = join(scratch, 'target')
  await unpackDirectory(await packDirectory(source), target)
  expect((await readdir(target, { recursive: true })).sort()).toEqual([
    'a',
    'a/b',
    'a/b/bytes',
    'a/b/empty',
    'a/nothing',
  ])
  expect(await readFile(join(target, 'a', 'b', 'bytes'))).toEqual(bytes)
  expect(await readFile(join(target, 'a', 'nothing'), 'utf8')).toBe('')
})
