import { join } from 'node:path'
import { createAuditLog } from '../platform/audit/index.ts'
import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { findWholeTraces, readTracePeople, readWholeTraces } from '../traces/index.ts'
import { findRow } from './change-row.ts'
import { changeStatus } from './change-status.ts'
import { DatasetJobs } from './dataset-jobs.ts'
import type { DatasetsContext, EvaluatorCheck } from './datasets-context.ts'
import type { Datasets } from './datasets-door.ts'
import { eraseCopies } from './erase-copies.ts'
import { selectAllRows, selectRowPages } from './list-rows.ts'
import { nameSomeRows } from './name-some-rows.ts'
import { NearDuplicates } from './near-duplicates.ts'
import { countActiveRows, countRowsJudgedByNewest } from './store/active-rows.ts'
import { selectEvaluatorUses } from './store/evaluator-uses.ts'
import { toRow } from './store/row-reads.ts'
import { selectActiveRows, selectRowTests } from './store/row-tests.ts'
import { storeProof } from './store-proof.ts'

export interface DatasetsDeps {
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  readonly evaluators: EvaluatorCheck
  readonly log: Logger
  readonly dataDir: string
  /** @throws AppError `disk_full` */
  readonly assertWritable: () => void
  readonly now?: () => Date
}

export function openDatasets(deps: DatasetsDeps): Datasets {
  const { control, telemetry, evaluators, log, assertWritable, now = () => new Date() } = deps
  const reader = { telemetry, now }
  const context: DatasetsContext = {
    ...{ control, evaluators, log, now, assertWritable },
    audit: createAuditLog({ control, now }),
    traces: {
      whole: (project, traceIds) => readWholeTraces(reader, project, traceIds),
      find: (project, filter) => findWholeTraces(reader, project, filter),
      people: (project, traceIds) => readTracePeople(reader, project, traceIds),
    },
    near: new NearDuplicates(),
    jobs: new DatasetJobs({ control, log, now }),
    importDirectory: join(deps.dataDir, 'imports'),
    findProtected: [],
  }
  return {
    context,
    rowNames: (project, rowIds) => nameSomeRows(context, project, rowIds),
    rows: (project, dataset, selection) => selectAllRows(context, { project, dataset }, selection),
    rowPages: (project, dataset, selection) => selectRowPages(context, { project, dataset }, selection),
    activeRows: selectActiveRows,
    rowTests: selectRowTests,
    row: async (project, rowId) => toRow(await findRow(context, project, rowId)),
    storeProof: (project, rowId, request) => storeProof(context, { project, rowId, ...request }),
    activate: (project, rowId, { person, reason = '' }) =>
      changeStatus(context, { project, rowId, person, reason, revision: null, status: 'active' }),
    eraseCopies: (project, of) => eraseCopies(context, project, of),
    evaluatorUses: (project, evaluator) => selectEvaluatorUses(control.db, project, evaluator),
    addProtected: (find) => context.findProtected.push(find),
    activeRowCount: countActiveRows,
    rowsJudgedByNewest: countRowsJudgedByNewest,
    close: () => context.jobs.close(),
  }
}
