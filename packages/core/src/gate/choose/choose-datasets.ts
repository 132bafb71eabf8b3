import { AppError } from '../../errors/index.ts'
import type { GatePolicy } from '../policy/index.ts'

export interface PromptProtection {
  readonly prompt: string
  /** The datasets that it names as its protection. */
  readonly datasets: readonly string[]
}

export interface DatasetQuestion {
  readonly policy: Pick<GatePolicy, 'environment' | 'datasets'>
  /** All of the project that are not archived. */
  readonly datasets: readonly string[]
  /** Every prompt of the project that is not archived. */
  readonly prompts: readonly PromptProtection[]
  /** The names of what is released; an external release has one. */
  readonly release: { readonly type: 'prompts' | 'external'; readonly targets: readonly string[] }
}

export interface DatasetChoice {
  /** Each dataset that protects the release, and the target that its rows are run against; by dataset. */
  readonly protecting: readonly { readonly dataset: string; readonly target: string }[]
  /** Datasets that protect nothing here: no prompt names them; or, of a release from outside, prompts do. */
  readonly unused: readonly string[]
}

/**
 * Which datasets protect a release, and which of its targets their rows are run against. A dataset belongs to the prompts that name it.
 * One that no prompt names belongs to the only prompt of its project, or to what is released from outside.
 *
 * @throws AppError `conflict` for a dataset of the policy that is not there or that no prompt names; `bad_request` for one
 * that several prompts of the release name: which of them would its rows run?
 */
export function chooseDatasets({ policy, datasets, prompts, release }: DatasetQuestion): DatasetChoice {
  const named = policy.datasets === 'all' ? datasets : policy.datasets
  const missing = named.filter((name) => !datasets.includes(name))
  if (missing.length > 0) throw notThere(policy.environment, missing)
  const protecting: { dataset: string; target: string }[] = []
  const unused: string[] = []
  const unnamedOnes: string[] = []
  for (const dataset of [...named].sort()) {
    const owners = prompts.filter((each) => each.datasets.includes(dataset)).map(({ prompt }) => prompt)
    const targets = owners.length > 0 ? ownersIn(release, owners) : heirsOf(release, prompts)
    if (targets === null) unnamedOnes.push(dataset)
    if (targets === null || (release.type === 'external' && owners.length > 0)) unused.push(dataset)
    else if (targets.length > 1) throw ambiguous(dataset, targets)
    else for (const target of targets) protecting.push({ dataset, target })
  }
  if (policy.datasets !== 'all' && unnamedOnes.length > 0) throw unnamed(policy.environment, unnamedOnes)
  return { protecting, unused }
}

type Release = DatasetQuestion['release']

function ownersIn({ type, targets }: Release, owners: readonly string[]): readonly string[] {
  return type === 'external' ? [] : owners.filter((owner) => targets.includes(owner))
}

/** Null: nobody can say what it protects. */
function heirsOf({ type, targets }: Release, prompts: readonly PromptProtection[]): readonly string[] | null {
  if (type === 'external') return targets
  const [only] = prompts
  return prompts.length === 1 && only !== undefined ? targets.filter((target) => target === only.prompt) : null
}

const listOf = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

function notThere(environment: string, names: readonly string[]): AppError {
  const which = names.length === 1 ? 'the dataset' : 'the datasets'
  return new AppError(
    'conflict',
    `The policy of ${environment} names ${which} ${listOf(names)}, which is not there or archived.`,
    { where: 'policy.datasets', fix: 'Bring it back, or take it out of the policy, which needs a reason.' },
  )
}

function unnamed(environment: string, names: readonly string[]): AppError {
  return new AppError(
    'conflict',
    `The policy of ${environment} names ${listOf(names)}, but no prompt names it as its protection, so nobody can say what its rows test.`,
    { where: 'policy.datasets', fix: 'Name it on the prompt that it protects (`protectedBy.datasets`).' },
  )
}

function ambiguous(dataset: string, targets: readonly string[]): AppError {
  return new AppError(
    'bad_request',
    `The dataset ${JSON.stringify(dataset)} protects ${listOf(targets)}, which this release changes together. A row is run with one prompt, and nothing says with which of these.`,
    {
      where: 'release',
      fix: `Gate and deploy them one after the other: the dataset then tests each (\`pawl gate run --prompt ${targets[0]}\`, \`pawl deploy\`, then the next). Or give each a dataset of its own, or test the application that uses them together, as an external target.`,
    },
  )
}
