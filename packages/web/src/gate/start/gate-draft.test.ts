import { describe, expect, it } from 'vitest'
import { newGateDraft, readGateDraft } from './gate-draft.ts'
import { gateCommand } from './release-request.ts'

describe('a gate that is put together on a page', () => {
  it('asks for several prompts at once, by exact version', () => {
    const draft = newGateDraft({ environment: 'staging', prompts: { support: '4', 'a b': '1' }, note: ' now ' })
    expect(readGateDraft(draft).gate).toEqual({
      environment: 'staging',
      release: { type: 'prompts', prompts: ['support@4', 'a b@1'] },
      note: 'now',
    })
  })

  it('says what is missing', () => {
    expect(readGateDraft(newGateDraft()).errors).toEqual({ prompts: 'Choose at least one prompt.' })
    const agent = newGateDraft({ type: 'external', url: 'ftp://x', body: '{' })
    expect(Object.keys(readGateDraft(agent).errors).sort()).toEqual(['body', 'name', 'url', 'version'])
  })

  it('takes an agent behind an address, or as it is deployed', () => {
    const agent = newGateDraft({ type: 'external', name: 'bot', version: 'abc', url: 'https://x.test/a' })
    expect(readGateDraft(agent).gate?.release).toMatchObject({ target: { type: 'http', url: 'https://x.test/a' } })
    expect(readGateDraft({ ...agent, way: 'live' }).gate?.release).toMatchObject({ target: null })
    expect(readGateDraft({ ...agent, way: 'command' }).gate).toBeUndefined()
  })

  it('has a command that a shell takes as it is', () => {
    const target = { type: 'prompt' as const, name: "it's", version: 'f'.repeat(64), number: 3 }
    expect(gateCommand({ environment: 'production', release: { type: 'prompts', id: 'x', targets: [target] } })).toBe(
      "pawl gate run --env production --prompt 'it'\\''s@3'",
    )
  })
})
