import { describe, expect, it } from 'vitest'
import { referenceDecode } from './__fixtures__/reference-codec.ts'
import { encodeLogsResponse, encodeMetricsResponse, encodeStatus, encodeTracesResponse } from './index.ts'

function json(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'))
}

describe('answers', () => {
  it('a failure is a google.rpc.Status in the encoding of the request', () => {
    expect(referenceDecode('Status', encodeStatus('Trace id is “short”', 3, 'protobuf'))).toMatchObject({
      code: 3,
      message: 'Trace id is “short”',
    })
    expect(json(encodeStatus('short', 3, 'json'))).toEqual({ code: 3, message: 'short' })
  })

  it('full success leaves partial_success unset', () => {
    expect(encodeTracesResponse(undefined, 'protobuf')).toHaveLength(0)
    expect(json(encodeTracesResponse(undefined, 'json'))).toEqual({})
  })

  it('partial success names what was rejected, per signal, with int64 as a string in JSON', () => {
    const partial = { rejected: 3, message: 'a span has no traceId' }
    expect(json(encodeTracesResponse(partial, 'json'))).toEqual({
      partialSuccess: { rejectedSpans: '3', errorMessage: partial.message },
    })
    expect(json(encodeLogsResponse(partial, 'json'))).toHaveProperty('partialSuccess.rejectedLogRecords', '3')
    expect(json(encodeMetricsResponse(partial, 'json'))).toHaveProperty('partialSuccess.rejectedDataPoints', '3')
    for (const encode of [encodeTracesResponse, encodeLogsResponse, encodeMetricsResponse]) {
      const response = referenceDecode('ExportResponse', encode(partial, 'protobuf')) as {
        partialSuccess: { rejected: unknown; errorMessage: string }
      }
      expect(String(response.partialSuccess.rejected)).toBe('3')
      expect(response.partialSuccess.errorMessage).toBe(partial.message)
    }
  })

  it('a mere warning rejects nothing', () => {
    const response = encodeMetricsResponse({ rejected: 0, message: 'metrics are not stored' }, 'protobuf')
    expect(referenceDecode('ExportResponse', response)).toMatchObject({
      partialSuccess: { errorMessage: 'metrics are not stored' },
    })
  })
})
