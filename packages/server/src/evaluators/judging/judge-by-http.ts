import { AppError, type DefinitionOf, type EvaluationSubject, type EvaluatorResult, readVerdict } from '@pawl/core'
import { type Judging, unknown } from './judging-means.ts'

const maxAnswerBytes = 256 * 1024

/** Posts the subject as JSON and reads the verdict that comes back. */
export async function judgeByHttp(
  { means, project, signal }: Judging,
  { url, headers, timeoutMs, minScore }: DefinitionOf<'http'>,
  subject: EvaluationSubject,
): Promise<EvaluatorResult> {
  const secrets = await means.secrets.open(project, [url, ...Object.values(headers)])
  const sent = Object.entries(headers).map(([name, value]) => [name, secrets.fill(value)])
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await means.outgoingFetch(secrets.fill(url, encodeURIComponent), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...Object.fromEntries(sent) },
      body: JSON.stringify(subject),
      signal: AbortSignal.any([signal, timeout]),
    })
    const said = await readText(response)
    if (said === undefined) return unknown(`The answer of ${url} is larger than ${maxAnswerBytes} bytes`)
    const text = secrets.redact(said)
    if (!response.ok) return unknown(`${url} answered ${response.status}: ${text.slice(0, 200)}`)
    return readVerdict(JSON.parse(text), minScore)
  } catch (error) {
    if (timeout.aborted && !signal.aborted) return unknown(`${url} did not answer within ${timeoutMs} ms`)
    if (error instanceof SyntaxError) return unknown(`The answer of ${url} is not JSON: ${error.message}`)
    if (AppError.isInstance(error) || signal.aborted) throw error
    return unknown(secrets.redact(error instanceof Error ? error.message : String(error)))
  }
}

async function readText(response: Response): Promise<string | undefined> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    // Leaving the loop ends the connection.
    if (size > maxAnswerBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
