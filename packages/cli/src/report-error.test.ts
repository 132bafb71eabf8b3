import { AppError } from '@pawl/core'
import { expect, it } from 'vitest'
import { reportError } from './report-error.ts'

it('says where, and what would be right', () => {
  const error = new AppError('bad_request', 'This is wrong.', { where: '--from', fix: 'Write it so.' })
  expect(reportError(error)).toEqual({ text: 'pawl: This is wrong. (--from)\n      Fix: Write it so.\n', exitCode: 2 })
})

it('takes a full disk for what it is, whoever met it', () => {
  const inWrite = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(reportError(inWrite).text).toMatch(/^pawl: The disk is full\.\n {6}Fix: Free some space/)
  const ofFile = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', path: 'out.jsonl' })
  expect(reportError(ofFile).text).toContain('The file out.jsonl cannot be written: the disk is full')
})

it('asks for a report of what should not happen, without a stack trace', () => {
  const { text, exitCode } = reportError(new TypeError('x is undefined'))
  expect(exitCode).toBe(5)
  expect(text).toContain('x is undefined')
  expect(text).not.toContain('    at ')
})
