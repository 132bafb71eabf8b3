import { readWhole } from './decode-request-protobuf.ts'
import type { ProtobufReader } from './protobuf-reader.ts'

/** Tags that lead from an ExportMetricsServiceRequest to its data points: resource metrics, scope metrics, metrics. */
const path = [10, 18, 18]
/** gauge, sum, histogram, exponential_histogram, summary: each keeps its data points in field 1. */
const dataTags = new Set([42, 58, 74, 82, 90])

/**
 * Checks the structure of an ExportMetricsServiceRequest and counts its data points, which Pawl does not store.
 * @throws AppError `bad_request` for a body that is not one
 */
export function countMetricsProtobuf(bytes: Uint8Array): number {
  return readWhole(bytes, (reader) => countBelow(reader, 0))
}

function countBelow(reader: ProtobufReader, level: number): number {
  let count = 0
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    const isMetricData = level === path.length && dataTags.has(tag)
    if (!isMetricData && tag !== path[level]) {
      reader.skip(tag)
      continue
    }
    const outer = reader.enter()
    count += isMetricData ? countDataPoints(reader) : countBelow(reader, level + 1)
    reader.limit = outer
  }
  return count
}

function countDataPoints(reader: ProtobufReader): number {
  let count = 0
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 10) count++
    reader.skip(tag)
  }
  return count
}
