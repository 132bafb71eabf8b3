import { describe, expect, it } from 'vitest'
import { mayDo, rolesThatMay } from './roles.ts'

describe('a role', () => {
  it('lets an ingest key send and nothing else, so that a key in a shipped application reads nothing', () => {
    expect((['ingest', 'read', 'write', 'admin'] as const).filter((action) => mayDo('ingest', action))).toEqual([
      'ingest',
    ])
  })

  it('lets a viewer look and nothing else', () => {
    expect((['ingest', 'read', 'write', 'admin'] as const).filter((action) => mayDo('viewer', action))).toEqual([
      'read',
    ])
  })

  it('leaves projects, keys and settings to admins', () => {
    expect(rolesThatMay('admin')).toEqual(['admin'])
  })
})
