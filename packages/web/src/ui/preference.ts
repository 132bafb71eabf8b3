import { useSyncExternalStore } from 'react'

/** A choice remembered in this browser. Every component that reads it follows a change at once. */
export interface Preference<Value> {
  readonly get: () => Value
  readonly set: (value: Value) => void
  readonly subscribe: (listener: () => void) => () => void
}

export interface PreferenceOptions<Value> {
  readonly key: string
  readonly initial: Value
  /** Undefined refuses what was stored, and `initial` holds. */
  readonly parse: (stored: string) => Value | undefined
  readonly format: (value: Value) => string
}

function readStored(key: string): string | null {
  // Storage throws where the browser forbids it (blocked cookies); a choice then lasts for the page.
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    console.warn(`The choice ${key} could not be remembered: this browser forbids storage`)
  }
}

export function createPreference<Value>(options: PreferenceOptions<Value>): Preference<Value> {
  const stored = readStored(options.key)
  let current = (stored === null ? undefined : options.parse(stored)) ?? options.initial
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    set: (value) => {
      current = value
      writeStored(options.key, options.format(value))
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A preference with one of a few names as its value. */
export const createChoice = <Name extends string>(key: string, names: readonly [Name, ...Name[]]): Preference<Name> =>
  createPreference<Name>({
    key,
    initial: names[0],
    parse: (stored) => names.find((name) => name === stored),
    format: (value) => value,
  })

export function usePreference<Value>(preference: Preference<Value>): [Value, (value: Value) => void] {
  return [useSyncExternalStore(preference.subscribe, preference.get), preference.set]
}
