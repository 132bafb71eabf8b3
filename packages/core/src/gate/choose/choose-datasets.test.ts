import { describe, expect, it } from 'vitest'
import { chooseDatasets, type DatasetQuestion } from '../../index.ts'

const choose = (question: Partial<DatasetQuestion> & { readonly listed?: readonly string[] }) =>
  chooseDatasets({
    policy: { environment: 'production', datasets: question.listed === undefined ? 'all' : [...question.listed] },
    datasets: ['tone', 'refunds', 'orphan'],
    prompts: [
      { prompt: 'support', datasets: ['refunds', 'tone'] },
      { prompt: 'router', datasets: ['routes'] },
    ],
    release: { type: 'prompts', targets: ['support'] },
    ...question,
  })

describe('the datasets that protect a release', () => {
  it('are those that its prompts name; what no prompt names is told', () => {
    expect(choose({})).toEqual({
      protecting: [
        { dataset: 'refunds', target: 'support' },
        { dataset: 'tone', target: 'support' },
      ],
      unused: ['orphan'],
    })
  })

  it('leave out those of other prompts, listed or not', () => {
    const release = { type: 'prompts', targets: ['router'] } as const
    expect(choose({ release }).protecting).toEqual([])
    expect(choose({ release, listed: ['refunds'] })).toEqual({ protecting: [], unused: [] })
  })

  it('are all that no other prompt names where there is one prompt only', () => {
    const prompts = [{ prompt: 'support', datasets: ['refunds'] }]
    expect(choose({ prompts })).toMatchObject({
      protecting: [{ dataset: 'orphan' }, {}, { dataset: 'tone' }],
      unused: [],
    })
  })

  it('are, of a release from outside, those that no prompt names', () => {
    const release = { type: 'external', targets: ['agent'] } as const
    // Which datasets were left out since prompts name them is told.
    expect(choose({ release })).toEqual({
      protecting: [{ dataset: 'orphan', target: 'agent' }],
      unused: ['refunds', 'tone'],
    })
    expect(choose({ release, listed: ['refunds'] })).toEqual({ protecting: [], unused: ['refunds'] })
    expect(choose({ release, listed: ['orphan'] }).protecting).toHaveLength(1)
  })

  it('cannot be listed where no prompt names them, or where they are not there', () => {
    expect(() => choose({ listed: ['orphan'] })).toThrow(
      expect.objectContaining({ code: 'conflict', fix: expect.stringContaining('Name it on the prompt') }),
    )
    expect(() => choose({ listed: ['tone', 'gone'] })).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining('"gone"') }),
    )
  })

  it('cannot protect two prompts of one release', () => {
    const prompts = [
      { prompt: 'support', datasets: ['refunds'] },
      { prompt: 'router', datasets: ['refunds'] },
    ]
    expect(() => choose({ prompts, release: { type: 'prompts', targets: ['router', 'support'] } })).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringContaining('"support", "router"') }),
    )
    expect(choose({ prompts }).protecting).toEqual([{ dataset: 'refunds', target: 'support' }])
  })
})
