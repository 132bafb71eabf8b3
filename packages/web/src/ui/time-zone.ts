import { createChoice, usePreference } from './preference.ts'

export type ZoneChoice = 'local' | 'utc'

const zonePreference = createChoice<ZoneChoice>('pawl.zone', ['local', 'utc'])

/** The time zone that times are shown in, and the switch for it. */
export const useZoneChoice = () => usePreference(zonePreference)

export const localZoneName = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

export const zoneName = (choice: ZoneChoice): string => (choice === 'utc' ? 'UTC' : localZoneName())
