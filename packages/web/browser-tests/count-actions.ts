import type { Page } from 'playwright-core'

// Card, Moran and Newell (1980), The keystroke-level model: seconds for a key by an average typist, for pointing at a
// target and pressing the button, and for thinking before each step.
const keyS = 0.28
const clickS = 1.1 + 0.2
const thinkS = 1.35

export interface CountedActions {
  readonly press: (key: string) => Promise<void>
  readonly type: (text: string) => Promise<void>
  readonly click: (name: string | RegExp) => Promise<void>
  readonly clicks: () => number
  readonly keys: () => number
  /** Seconds that a person needs for all of it, by the keystroke-level model. */
  readonly personS: () => number
}

/** A page used as a person uses it, each click and keystroke counted. */
export function countActions(page: Page): CountedActions {
  let clicks = 0
  let keys = 0
  let steps = 0
  return {
    press: async (key) => {
      steps += 1
      keys += key.split('+').length
      await page.keyboard.press(key)
    },
    type: async (text) => {
      steps += 1
      keys += text.length
      await page.keyboard.type(text)
    },
    click: async (name) => {
      steps += 1
      clicks += 1
      await page.getByRole('button', { name }).first().click()
    },
    clicks: () => clicks,
    keys: () => keys,
    personS: () => keys * keyS + clicks * clickS + steps * thinkS,
  }
}
