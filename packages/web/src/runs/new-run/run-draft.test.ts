import { execFileSync } from 'node:child_process'
import { newRunSchema, secretReference } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { estimateCalls, judgeCallsOf, readRun, runCommand, startDraft } from './run-draft.ts'

const draft = { ...startDraft({ prompt: 'support@3', dataset: 'refunds', evaluator: ['polite'] }), trials: '5' }

describe('a new run', () => {
  it('asks for what the address says and the form holds', () => {
    const { run, errors } = readRun({ ...draft, capUsd: '0.5' })
    expect(errors).toEqual({})
    expect(newRunSchema.parse(run)).toMatchObject({
      target: { type: 'prompt', prompt: 'support@3' },
      datasetName: 'refunds',
      evaluators: ['polite'],
      trialsPerRow: 5,
      spendingCapUsd: 0.5,
    })
  })

  it('sends headers, in which keys are named', () => {
    const headers = `x-tenant: shop:1\n\n authorization: Bearer ${secretReference('AGENT_KEY')}`
    const http = { ...draft, targetType: 'http' as const, url: 'https://shop.example', headers }
    expect(readRun(http).run?.target).toMatchObject({
      headers: { 'x-tenant': 'shop:1', authorization: `Bearer ${secretReference('AGENT_KEY')}` },
    })
    expect(runCommand(http)).toContain("--header 'authorization: Bearer ${secrets.AGENT_KEY}'")
    expect(readRun({ ...http, headers: 'no header' }).errors).toHaveProperty('headers')
  })

  it('names every field that is not right', () => {
    const empty = startDraft({})
    expect(Object.keys(readRun(empty).errors)).toEqual(['prompt', 'dataset'])
    const http = {
      ...draft,
      targetType: 'http' as const,
      url: 'shop.example',
      body: '{',
      outputPath: 'a..b',
      trials: '0',
      capUsd: '-1',
    }
    expect(Object.keys(readRun(http).errors)).toEqual(['url', 'body', 'outputPath', 'trials', 'capUsd'])
    expect(readRun({ ...draft, trials: '1.5' }).errors).toHaveProperty('trials')
    expect(readRun({ ...draft, capUsd: 'ten' }).errors).toHaveProperty('capUsd')
  })

  it('counts what it asks of targets and judges', () => {
    const judge = {
      kind: 'judge' as const,
      model: { provider: 'openai', model: 'm' },
      method: {
        form: 'rubric' as const,
        criteria: ['a', 'b', 'c'].map((id) => ({ id, question: '?', want: 'yes' as const, weight: 1 })),
        minScore: 1,
      },
    }
    const both = {
      kind: 'combine' as const,
      mode: 'all' as const,
      minScore: 1,
      parts: [{ weight: 1, definition: judge }],
    }
    expect(judgeCallsOf(both)).toBe(3)
    expect(estimateCalls(draft, 20, [judge])).toEqual({ trials: 100, targetCalls: 100, judgeCalls: 300 })
    expect(estimateCalls({ ...draft, targetType: 'recorded' }, 20, []).targetCalls).toBe(0)
  })

  it('is a command that a shell passes on unharmed', () => {
    const note = 'it\'s $(rm -rf) `a` "b" \\ c'
    const command = runCommand({ ...draft, note, trials: '1' })
    const seen = execFileSync('sh', ['-c', `for a in ${command}; do printf '%s\\n' "$a"; done`], { encoding: 'utf8' })
    expect(seen.trimEnd().split('\n')).toEqual([
      ...['pawl', 'run', '--prompt', 'support@3', '--dataset', 'refunds', '--evaluator', 'polite', '--note', note],
    ])
  })
})
