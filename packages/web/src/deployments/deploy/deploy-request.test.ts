import { newDeploymentSchema } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { daysFromNow, deployRequest } from './deploy-request.ts'

const target = { environment: 'production', release: { type: 'prompts' as const, prompts: ['support@4'] } }
const draft = { reason: ' the provider is down ', until: '2026-05-01T12:30', note: '' }

describe('a deployment from the pages', () => {
  it('sets nothing aside unless asked to', () => {
    expect(newDeploymentSchema.parse(deployRequest(target, 'allowed', draft))).toMatchObject({
      override: null,
      unprotected: null,
    })
  })

  it('needs a reason and an end for an override, and a reason without protection', () => {
    const override = newDeploymentSchema.parse(deployRequest(target, 'override', draft)).override
    expect(override?.reason).toBe('the provider is down')
    expect(new Date(override?.expiresAt ?? '').getTime()).toBe(new Date(2026, 4, 1, 12, 30).getTime())
    expect(deployRequest(target, 'override', { ...draft, until: '' })).toBeUndefined()
    expect(deployRequest(target, 'override', { ...draft, reason: '  ' })).toBeUndefined()
    expect(deployRequest(target, 'unprotected', { ...draft, reason: '' })).toBeUndefined()
    expect(deployRequest(target, 'unprotected', draft)?.unprotected).toEqual({ reason: 'the provider is down' })
  })

  it('has an end in days that the field shows as it is sent', () => {
    const nowMs = new Date(2026, 4, 1, 12, 30).getTime()
    expect(new Date(daysFromNow(7, nowMs)).getTime()).toBe(nowMs + 7 * 86_400_000)
  })
})
