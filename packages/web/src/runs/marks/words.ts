import type { RowStanding, RunChange, RunStatus, TrialStatus } from '@pawl/core'
import type { Tone } from '../../ui/badge.tsx'

interface Word {
  readonly label: string
  readonly tone: Tone
  readonly meaning: string
}

export const standingWords: Readonly<Record<RowStanding, Word>> = {
  passing: { label: 'Passing', tone: 'ok', meaning: 'Every decided trial passed.' },
  flaky: { label: 'Flaky', tone: 'warn', meaning: 'Some trials passed and some failed.' },
  failing: { label: 'Failing', tone: 'error', meaning: 'Every decided trial failed.' },
  unrecorded_tool_call: {
    label: 'Unrecorded call',
    tone: 'warn',
    meaning: 'It asked for a tool’s result that the row has not recorded.',
  },
  unknown: { label: 'Unknown', tone: 'neutral', meaning: 'No evaluator could tell.' },
  error: { label: 'Error', tone: 'neutral', meaning: 'There is no output to judge: the target failed.' },
  missing: { label: 'No trial', tone: 'neutral', meaning: 'It has not been tried.' },
}

export const changeWords: Readonly<Record<RunChange, Word>> = {
  regressed: { label: 'Regressed', tone: 'error', meaning: 'Passed before, fails after.' },
  fixed: { label: 'Fixed', tone: 'ok', meaning: 'Failed before, passes after.' },
  flaky: { label: 'Flaky', tone: 'warn', meaning: 'Its outcomes vary, by no more than chance explains.' },
  still_failing: { label: 'Still failing', tone: 'error', meaning: 'Fails before and after.' },
  still_passing: { label: 'Still passing', tone: 'neutral', meaning: 'Passes before and after.' },
  undecided: { label: 'Undecided', tone: 'neutral', meaning: 'One run has trials of it, but none with an outcome.' },
  missing: { label: 'In one run only', tone: 'neutral', meaning: 'One run has no trial of it.' },
}

export const trialWords: Readonly<Record<TrialStatus, Word>> = {
  pass: { label: 'Pass', tone: 'ok', meaning: 'Every evaluator passed it.' },
  fail: { label: 'Fail', tone: 'error', meaning: 'An evaluator failed it.' },
  unknown: { label: 'Unknown', tone: 'neutral', meaning: 'No evaluator could tell.' },
  error: { label: 'Error', tone: 'warn', meaning: 'There is no output to judge; that says nothing about the prompt.' },
  unrecorded_tool_call: {
    label: 'Unrecorded call',
    tone: 'warn',
    meaning: 'It asked for a tool’s result that the row has not recorded; none is made up.',
  },
}

export const statusWords: Readonly<Record<RunStatus, Word>> = {
  planned: { label: 'Planned', tone: 'neutral', meaning: 'It has not begun.' },
  running: { label: 'Running', tone: 'accent', meaning: 'Trials are being made.' },
  finished: { label: 'Finished', tone: 'ok', meaning: 'Every trial was made.' },
  cancelled: { label: 'Cancelled', tone: 'warn', meaning: 'Someone ended it; what was made is kept.' },
  failed: { label: 'Stopped', tone: 'error', meaning: 'It could not go on; what was made is kept.' },
}
