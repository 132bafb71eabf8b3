import { readFile } from 'node:fs/promises'
import { AppError, type AuditHead, auditHeadSchema, type JsonValue, jsonOrUndefined } from '@pawl/core'

const headPattern = /(?<![0-9a-zA-Z])(\d{1,15}):([0-9a-f]{64})(?![0-9a-zA-Z])/g

/** @throws AppError `bad_request` for what is no `<sequence>:<hash>` */
export function readHead(text: string): AuditHead {
  const [head, ...more] = headsInText(text)
  if (head !== undefined && more.length === 0) return head
  throw new AppError('bad_request', `${JSON.stringify(text)} is no head of an audit log.`, {
    where: '--head',
    fix: 'Write <sequence>:<hash>, as `pawl audit head` prints it.',
  })
}

/**
 * The heads that were published in a file: lines with `<sequence>:<hash>` in them, such as saved outputs of
 * `pawl audit head`, or JSON that names them anywhere, such as reports of gates and bodies of webhooks, one or many.
 *
 * @throws AppError `bad_request` for a file without any
 */
export async function readHeadsFile(path: string): Promise<readonly AuditHead[]> {
  const text = await readFile(path, 'utf8')
  const heads = [...headsInText(text), ...jsonTexts(text).flatMap(headsInJson)]
  if (heads.length > 0) return heads
  throw new AppError('bad_request', `There is no head of an audit log in ${path}.`, {
    where: '--heads',
    fix: 'Lines such as 12:<64 hex digits>, or JSON with "sequence" and "hash", are heads.',
  })
}

function headsInText(text: string): AuditHead[] {
  return [...text.matchAll(headPattern)].map(([, sequence, hash = '']) => ({ sequence: Number(sequence), hash }))
}

/** The file as one value, or else each line that is one. */
function jsonTexts(text: string): JsonValue[] {
  const whole = jsonOrUndefined(text)
  if (whole !== undefined) return [whole]
  return text.split('\n').flatMap((line) => jsonOrUndefined(line) ?? [])
}

function headsInJson(value: JsonValue): AuditHead[] {
  if (typeof value !== 'object' || value === null) return []
  const head = auditHeadSchema.safeParse(value)
  if (head.success) return [head.data]
  return Object.values(value).flatMap(headsInJson)
}
