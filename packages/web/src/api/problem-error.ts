import type { Problem } from '@pawl/core'

/** A call that failed, with what the server said about it (RFC 9457). `status` 0: no answer came. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

const passing: ReadonlySet<number> = new Set([0, 429, 502, 503, 504])

/** Whether the same call may succeed a little later, with nothing else changed. */
export const mayPass = ({ status }: Problem): boolean => passing.has(status)

/** Any error in the words of a problem, so that every page shows failures alike. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return {
    type: 'about:blank',
    title: 'The page failed',
    status: 500,
    code: 'internal',
    detail: error instanceof Error ? error.message : String(error),
    fix: 'Reload the page. If it fails again, report it with this text.',
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'detail' in body && 'title' in body

/** The problem in a failed response; one made from the status when the body is none (a proxy's page, an empty body). */
export async function problemOfResponse(response: Response): Promise<Problem> {
  const text = await response.text()
  try {
    const body: unknown = JSON.parse(text)
    if (isProblem(body)) return body
  } catch {
    // Not JSON: said below in words of the status.
  }
  return {
    type: 'about:blank',
    title: `The server answered ${response.status} ${response.statusText}`.trim(),
    status: response.status,
    code: 'internal',
    detail: text.slice(0, 300).trim() || 'The answer had no text.',
    fix: 'Check that this address is Pawl itself, not a proxy with its own error pages.',
  }
}

export const unreachable = (cause: unknown): ProblemError =>
  new ProblemError(
    {
      type: 'about:blank',
      title: 'Pawl does not answer',
      status: 0,
      code: 'server_unreachable',
      detail: 'The request got no answer: the server is stopped, or the network is down.',
      fix: 'Start it with `pawl serve`, then try again.',
    },
    { cause },
  )
