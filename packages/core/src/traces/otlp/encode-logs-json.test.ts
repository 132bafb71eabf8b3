import { expect, it } from 'vitest'
import { type AttributeValue, OtlpDouble } from './attribute-value.ts'
import { decodeLogsJson } from './decode-request-json.ts'
import { encodeLogsJson } from './encode-logs-json.ts'

it('gives log records that decode to the same again', () => {
  const record = {
    timeUnixNano: 1_766_000_000_123_456_789n,
    observedTimeUnixNano: 5n,
    severityNumber: 9,
    severityText: 'INFO',
    body: new Map<string, AttributeValue>([
      ['content', 'hello "you"'],
      ['n', new OtlpDouble(1)],
      ['list', [1n << 60n, null]],
    ]),
    attributes: new Map<string, AttributeValue>([['event.name', 'gen_ai.choice']]),
    droppedAttributesCount: 2,
    flags: 1,
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    eventName: 'gen_ai.choice',
  }
  const resource = { attributes: new Map([['service.name', 's']]), droppedAttributesCount: 0, schemaUrl: 'r' }
  const scope = { name: 'n', version: '1', attributes: new Map(), droppedAttributesCount: 0, schemaUrl: 's' }
  const groups = [{ resource, scope, items: [record, { ...record, body: null, traceId: '', spanId: '' }] }]
  expect(decodeLogsJson(encodeLogsJson(groups)).groups).toEqual(groups)
})
