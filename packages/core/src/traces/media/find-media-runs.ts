import { tryParseJson } from '../otlp/parse-json.ts'
import type { Base64Run } from './find-base64-runs.ts'
import { mimeTypeOfPart } from './media-parts.ts'

export interface MediaRun extends Base64Run {
  readonly mimeType: string
  /** Where the `data:` URL around the run begins, when there is one. */
  readonly urlStart?: number
}

const longestHeader = 200
const urlHeader = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=[\w.+"-]*)*;base64,$/i
const unknownMime = 'application/octet-stream'
const maxDepth = 100

/** Those of the runs that are media: the content of a `data:` URL, or of a media part in JSON text. */
export function findMediaRuns(text: string, runs: readonly Base64Run[]): MediaRun[] {
  const urls = runs.map((run, i) => urlAround(text, run, runs[i - 1]?.end ?? 0))
  const parts = urls.every((url) => url !== undefined) ? new Map<number, string>() : findParts(text, runs)
  const found: MediaRun[] = []
  for (const [i, run] of runs.entries()) {
    const url = urls[i]
    const partMime = parts.get(i)
    if (url !== undefined) found.push(url)
    else if (partMime !== undefined) found.push({ ...run, mimeType: partMime })
  }
  return found
}

/** `free` is where the run before ends: its last letters may read `data`. */
function urlAround(text: string, run: Base64Run, free: number): MediaRun | undefined {
  const before = text.slice(Math.max(free, run.start - longestHeader), run.start)
  const header = urlHeader.exec(before)
  if (header === null) return undefined
  return { ...run, mimeType: header[1] ?? unknownMime, urlStart: run.start - header[0].length }
}

/**
 * MIME types, by index, of the runs that are the content of a media part. Parses the text with a mark in the place of
 * each run, so that megabytes of base64 are not parsed; JSON inside JSON is looked into, since a run needs no escapes.
 */
function findParts(text: string, runs: readonly Base64Run[]): Map<number, string> {
  const found = new Map<number, string>()
  let slim = ''
  let from = 0
  for (const [i, run] of runs.entries()) {
    slim += `${text.slice(from, run.start)}\u007fpawl-run-${i}\u007f`
    from = run.end
  }
  lookInto(slim + text.slice(from), { key: '', parent: {}, depth: 0, found })
  return found
}

interface Place {
  readonly key: string
  readonly parent: { readonly [key: string]: unknown }
  readonly depth: number
  readonly found: Map<number, string>
}

const mark = /^\u007fpawl-run-(\d+)\u007f$/

function lookInto(value: unknown, place: Place): void {
  if (place.depth > maxDepth) return
  const depth = place.depth + 1
  if (typeof value === 'string') {
    const run = mark.exec(value)?.[1]
    const mime = run === undefined ? undefined : mimeTypeOfPart(place.key, (key) => place.parent[key])
    if (mime !== undefined) place.found.set(Number(run), mime)
    else if (run === undefined && /^\s*[[{"]/.test(value) && value.includes('\u007fpawl-run-')) {
      lookInto(tryParseJson(value), { ...place, depth })
    }
  } else if (Array.isArray(value)) {
    for (const item of value) lookInto(item, { ...place, depth, parent: {} })
  } else if (typeof value === 'object' && value !== null) {
    const parent = value as { readonly [key: string]: unknown }
    for (const [key, item] of Object.entries(parent)) lookInto(item, { ...place, depth, key, parent })
  }
}
