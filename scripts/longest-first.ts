import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Seconds on two busy cores, of the files that take longest. What is not named follows, the pure ones last. */
const longest: Readonly<Record<string, number>> = {
  'walkthrough-airline': 135,
  'kill-nine': 97,
  newcomer: 93,
  'every-page': 92,
  'kill-run': 67,
  'traces.browser': 63,
  'job-queue': 56,
  'list-traces': 54,
  'kill-gate': 53,
  'two-servers': 52,
  'datasets.browser': 52,
  'kill-watch': 49,
  'deployments.browser': 47,
  'releases.browser': 47,
  'airline-runs': 39,
  'enforce-retention': 39,
  'monitors.browser': 39,
  demo: 37,
  'external-gates': 36,
  backups: 35,
  'read-observations': 34,
  gates: 32,
  'any-request': 31,
  'control-store': 31,
  'hostile-content': 31,
  'pglite-engine': 31,
  'make-row': 29,
  online: 28,
  'settle-rollups': 26,
  'prompts.browser': 25,
  'read-series': 25,
  serve: 25,
  'evaluators.browser': 24,
  'runs.browser': 24,
  trail: 24,
  'airline-monitor': 23,
  'first-trace': 21,
}

/** No worker begins something long when the others have nothing left to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => secondsOf(b) - secondsOf(a))
  }
}

function secondsOf({ moduleId, project }: TestSpecification): number {
  if (project.name === 'pure') return -1
  const name = moduleId.slice(moduleId.lastIndexOf('/') + 1).replace(/\.test\.tsx?$/, '')
  return longest[name] ?? longest[name.replace(/\.browser$/, '')] ?? 0
}
