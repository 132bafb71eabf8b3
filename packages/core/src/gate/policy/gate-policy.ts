import { z } from 'zod'
import { datasetNameSchema, ordinaryThresholds } from '../../datasets/index.ts'
import { environmentNameSchema } from '../../prompts/index.ts'
import { canonicalJsonText } from '../../traces/index.ts'

const probability = z
  .number('a probability is a number, such as 0.9')
  .gt(0, 'a probability lies between 0 and 1')
  .lt(
    1,
    'a probability lies between 0 and 1; what must always pass cannot be shown by trials: 0.99 is the way to say it',
  )

const increase = z
  .number('an increase is a number (0.2 is 20 % more than the baseline), or null for no limit')
  .min(0, 'an increase is 0 or more: 0.2 is 20 % more than the baseline')
  .max(100, 'an increase over 100 (10,000 %) limits nothing; leave it out or write null')
  .nullable()
  .default(null)

/** The figures whose increase a policy can limit, by the name of the limit. */
export const limitFigures = ['cost', 'latency', 'tokens'] as const
export type LimitFigure = (typeof limitFigures)[number]

/** What a release into one environment must show. Every field but the environment has a default. */
export const gatePolicySchema = z
  .strictObject({
    environment: environmentNameSchema,
    /** The datasets that protect the environment; all there are when left out. */
    datasets: z
      .union(
        [
          z.literal('all'),
          z
            .array(datasetNameSchema)
            .min(1)
            .max(100)
            .refine((names) => new Set(names).size === names.length, 'each dataset stands once'),
        ],
        'write "all", or a list of dataset names, each once',
      )
      .default('all'),
    /** Of a blocking row that sets none itself; rows with the label high_risk need at least .95. */
    requiredPassProbability: probability.default(ordinaryThresholds.required),
    /** "Holds" proves that a row passes more often than this. */
    passFloor: probability.default(ordinaryThresholds.floor),
    /** δ: the largest drop of a dataset's pass rate against what is deployed, as a share: 0.05 is five points. */
    maxDrop: z
      .number('a drop is a number: 0.05 is five points')
      .min(
        0.001,
        'no gate can show that nothing at all got worse; the least drop to tolerate is 0.001, a tenth of a point',
      )
      .max(0.5, 'a drop over 0.5 (50 points) protects nothing')
      .default(0.05),
    /** α: how often a release that should not pass may pass, and one that should may fail. */
    errorRate: z
      .number('an error rate is a number, such as 0.05')
      .min(0.0001, 'an error rate under 0.0001 takes more trials than anyone makes')
      .max(0.2, 'an error rate over 0.2 decides next to nothing; 0.05 is usual')
      .default(0.05),
    /** The largest increase of the mean against the baseline, as a share: 0.2 is 20 % more. */
    limits: z.strictObject({ cost: increase, latency: increase, tokens: increase }).prefault({}),
    /** The most trials that one start of a gate may make, on both sides; null: as many as its tests take. */
    maxTrials: z
      .int('a number of trials is a whole number')
      .min(1, 'a gate needs at least one trial')
      .nullable()
      .default(null),
    /** The most money that one start of a gate may spend. */
    maxCostUsd: z
      .number('an amount of US dollars is a number')
      .gt(0, 'a gate cannot spend less than nothing')
      .nullable()
      .default(null),
  })
  .superRefine((policy, context) => {
    if (policy.passFloor < policy.requiredPassProbability) return
    context.addIssue({
      code: 'custom',
      path: ['passFloor'],
      message: `the pass floor (${policy.passFloor}) must be below the required pass probability (${policy.requiredPassProbability})`,
    })
  })
export type GatePolicy = z.infer<typeof gatePolicySchema>
export type GatePolicyInput = z.input<typeof gatePolicySchema>

/** What protects an environment before anyone has written a policy. It limits no cost: nobody can say what is too much. */
export function defaultGatePolicy(environment: string): GatePolicy {
  return gatePolicySchema.parse({ environment })
}

/** The text whose SHA-256 is the version of a policy: defaults written out, keys sorted. */
export function policyVersionText(policy: GatePolicy): string {
  return `pawl.policy.1\n${canonicalJsonText(gatePolicySchema.parse(policy))}`
}
