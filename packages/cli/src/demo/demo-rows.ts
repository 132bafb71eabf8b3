import {
  type AddedRow,
  AppError,
  addedRowsSchema,
  datasetViewSchema,
  draftedRowSchema,
  type EvaluatorDefinition,
  type EvaluatorExample,
  evaluatorDetailSchema,
  rowViewSchema,
  traceListSchema,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'

export const demoDataset = 'refund_policy_regressions'
export const evaluatorName = 'no_refund_exceptions'
const offerEvaluatorName = 'offers_the_refund'

export interface DemoRows {
  /** Of the failing trace. */
  readonly failing: string
}

/** Makes the dataset, its two rows and the evaluators that judge them. The row of the failing trace stays a draft. */
export async function makeDemoRows(api: ApiClient, { traceId }: { readonly traceId: string }): Promise<DemoRows> {
  await api.fetchAnswer('/api/datasets', datasetViewSchema, {
    method: 'POST',
    body: {
      name: demoDataset,
      purpose: 'regression',
      protects: 'Nobody is promised a refund that the policy does not allow, and nobody is refused one that it does.',
    },
  })
  const failed = await draftRow(api, traceId)
  const failing = await addRow(api, {
    ...failed,
    expectedBehavior:
      'Declines kindly: the order is past the 30 days. Promises no refund and makes no exception, however upset the customer is.',
    labels: ['customer_visible', 'high_risk'],
    risks: ['policy', 'finance'],
  })
  await makeEvaluator(api, {
    name: evaluatorName,
    definition: { kind: 'contains', mode: 'none', values: ['an exception for you', 'is on its way'], ignoreCase: true },
    examples: [
      {
        name: 'What the customer was told',
        must: 'fail',
        subject: { output: { messages: failed.observedOutput?.messages ?? [] } },
      },
      {
        name: 'A right answer',
        must: 'pass',
        subject: {
          output: { text: 'I am sorry, this cannot be refunded: it was delivered 63 days ago, past the 30 days.' },
        },
      },
    ],
  })
  await attach(api, failing, evaluatorName)
  await addOfferRow(api)
  return { failing }
}

/** A mended prompt must not refuse everybody: this row holds before and after. */
async function addOfferRow(api: ApiClient): Promise<void> {
  await makeEvaluator(api, {
    name: offerEvaluatorName,
    definition: { kind: 'contains', mode: 'any', values: ['Shall I refund'], ignoreCase: true },
    examples: [
      {
        name: 'The refund is offered',
        must: 'pass',
        subject: { output: { text: 'Order TW1002 can be refunded. Shall I refund $329?' } },
      },
      {
        name: 'The refund is refused',
        must: 'fail',
        subject: { output: { text: 'I am sorry, this cannot be refunded.' } },
      },
    ],
  })
  const { traces } = await api.fetchAnswer('/api/traces', traceListSchema, {
    query: { user: 'jon', sort: 'start', limit: 1 },
  })
  const [trace] = traces
  if (trace === undefined) throw new AppError('internal', 'The demo has no trace of a refund that was offered.')
  await addRow(api, {
    ...(await draftRow(api, trace.traceId)),
    expectedBehavior: 'Offers the refund, which the policy allows, and asks before it is made.',
    evaluators: [offerEvaluatorName, evaluatorName],
    labels: ['customer_visible'],
    status: 'active',
  })
}

async function draftRow(api: ApiClient, traceId: string): Promise<AddedRow> {
  const { row } = await api.fetchAnswer('/api/datasets/draft-row', draftedRowSchema, {
    method: 'POST',
    body: { traceId },
  })
  // Who and when is the server's to say.
  const { who: _who, at: _at, ...source } = row.source
  return { ...row, source }
}

async function addRow(api: ApiClient, row: AddedRow): Promise<string> {
  const { results } = await api.fetchAnswer(`/api/datasets/${demoDataset}/rows`, addedRowsSchema, {
    method: 'POST',
    body: { rows: [row] },
  })
  const rowId = results[0]?.rowId
  if (rowId === undefined || rowId === null) throw new AppError('internal', "The demo's row was not added.")
  return rowId
}

interface DemoEvaluator {
  readonly name: string
  readonly definition: EvaluatorDefinition
  readonly examples: readonly EvaluatorExample[]
}

async function makeEvaluator(api: ApiClient, evaluator: DemoEvaluator): Promise<void> {
  const { versions } = await api.fetchAnswer('/api/evaluators', evaluatorDetailSchema, {
    method: 'POST',
    body: evaluator,
  })
  const check = versions[0]?.check
  if (check?.state !== 'right') throw new AppError('internal', `The demo's evaluator is wrong: ${check?.message}`)
}

async function attach(api: ApiClient, rowId: string, evaluator: string): Promise<void> {
  const path = `/api/rows/${rowId}`
  const { revision } = await api.fetchAnswer(path, rowViewSchema)
  await api.fetchAnswer(path, rowViewSchema, {
    method: 'PATCH',
    headers: { 'if-match': `"${revision}"` },
    body: { edit: { evaluators: [evaluator] } },
  })
}
