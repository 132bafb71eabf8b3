import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'bench/README.md'), 'utf8')
const programs = [
  ...readdirSync(join(root, 'bench'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => join('bench', file)),
  'packages/web/browser-tests/large-trace.browser.test.ts',
]
const source = programs.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')

const parts = 'ingest|server|query|start|runner|dedupe|import|sandbox|gate|monitors|sdk|web'
const figures = (text: string, quotes: string): readonly string[] =>
  [...text.matchAll(new RegExp(`[${quotes}]((?:${parts})\\.[\\w.*\${}]+)[${quotes}]`, 'g'))].map(([, name = '']) =>
    name.replaceAll(/\$\{[\w.]+\}/g, '*'),
  )
const sorted = (names: readonly string[]) => [...new Set(names)].sort()

it('explains every figure that a benchmark prints, and no other', () => {
  const printed = sorted(figures(source, "'`"))
  expect(printed).toContain('gate.recorded.*.pass_rate')
  expect(sorted(figures(readme, '`'))).toEqual(printed)
})

it('names every option that a benchmark takes, and no other', () => {
  const taken = [...source.matchAll(/(?:option|textOption)\('([\w-]+)'/g)].map(([, name = '']) => name)
  const named = [...readme.matchAll(/`--([\w-]+)[`=]/g)].map(([, name = '']) => name)
  expect(sorted(named)).toEqual(sorted([...taken, 'smoke']))
})
