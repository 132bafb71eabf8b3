import { z } from 'zod'

const id = z.string().min(1).max(1000)

/** The forms of files that rows are read from. */
export const importFormats = ['csv', 'jsonl', 'promptfoo', 'langfuse', 'phoenix', 'pawl'] as const
export type ImportFormat = (typeof importFormats)[number]

/** Where a row came from, who brought it and when. Kept for good: nothing here is needed to run the row. */
export const rowSourceSchema = z.strictObject({
  kind: z.enum(['manual', 'span', 'trace', 'import', 'generated']),
  traceId: id.exactOptional(),
  spanId: id.exactOptional(),
  sessionId: id.exactOptional(),
  behaviorId: id.exactOptional(),
  /** Whatever names the incident elsewhere: a ticket, an address. */
  incident: id.exactOptional(),
  /** The file or system a row was imported from, in its own words. */
  origin: z
    .strictObject({
      format: z.enum(importFormats),
      file: id.exactOptional(),
      /** Line of the file, or position in its list; from 1. */
      line: z.number().int().positive().exactOptional(),
      id: id.exactOptional(),
      /** Ids of a trace and span in the system that exported the row. */
      traceId: id.exactOptional(),
      spanId: id.exactOptional(),
    })
    .exactOptional(),
  /** A person's name, a key's owner, or `local, unverified`. */
  who: z.string().min(1).max(200),
  at: z.iso.datetime(),
})
export type RowSource = z.infer<typeof rowSourceSchema>

/** Who brings rows in, and when. */
export type RowMaker = Pick<RowSource, 'who' | 'at'>
