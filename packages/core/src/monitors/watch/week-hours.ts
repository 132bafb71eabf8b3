export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** 0 is Monday from 0 to 1 o'clock UTC, 167 the last of Sunday. 1970 began on a Thursday. */
export const hourOfWeek = (atMs: number): number => (Math.floor(atMs / hourMs) + 3 * 24) % 168
