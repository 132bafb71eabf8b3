import { isJsonObject, type JsonObject } from '../../traces/index.ts'
import { type ImportedRecord, importedInput, importedRow, type RecordPlace } from './import-record.ts'
import { readField, textField } from './record-fields.ts'

/**
 * A dataset item as Langfuse exports it (API, JSON and, with its cells opened, CSV). The id, and the trace and
 * observation it came from, stay in the source; archived items stay archived.
 */
export function readLangfuseItem(record: JsonObject, place: RecordPlace): ImportedRecord {
  const metadata = readField(record, ['metadata'])
  const name = textField(record, ['datasetName', 'dataset_name'])
  const [id, traceId, spanId] = [
    textField(record, ['id']),
    textField(record, ['sourceTraceId', 'source_trace_id']),
    textField(record, ['sourceObservationId', 'source_observation_id']),
  ]
  return importedRow(
    {
      input: importedInput(readField(record, ['input'])),
      reference: readField(record, ['expectedOutput', 'expected_output']) ?? null,
      metadata: {
        ...(isJsonObject(metadata) ? metadata : metadata === undefined || metadata === null ? {} : { metadata }),
        ...(name !== undefined && { langfuse_dataset: name }),
      },
      status: textField(record, ['status'])?.toUpperCase() === 'ARCHIVED' ? 'archived' : 'draft',
      origin: {
        ...(id !== undefined && { id }),
        ...(traceId !== undefined && { traceId }),
        ...(spanId !== undefined && { spanId }),
      },
    },
    place,
  )
}
