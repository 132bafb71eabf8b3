import { at, scopeEntries, signalFields } from './decode-request-json.ts'
import { field, listField, objectField } from './json-fields.ts'

const dataFields = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential_histogram'],
  ['summary', 'summary'],
] as const

/**
 * Checks the structure of an ExportMetricsServiceRequest in OTLP/JSON and counts its data points, which Pawl does not store.
 * @throws AppError `bad_request` for a body that is not one
 */
export function countMetricsJson(text: string): number {
  const [camel, snake] = signalFields.metrics.items
  let count = 0
  for (const { inner, scopeWhere } of scopeEntries(text, 'metrics')) {
    count += at(scopeWhere, () => {
      let points = 0
      for (const metric of listField(field(inner, camel, snake), camel)) {
        const json = objectField(metric, 'metric')
        for (const [name, protoName] of dataFields) {
          const data = objectField(field(json, name, protoName), name)
          points += listField(field(data, 'dataPoints', 'data_points'), 'dataPoints').length
        }
      }
      return points
    })
  }
  return count
}
