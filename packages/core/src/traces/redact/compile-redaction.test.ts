import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributes as arbitraryAttributes, otlpLogRecord, otlpSpan } from '../otlp/__fixtures__/arbitrary-telemetry.ts'
import type { AttributeValue } from '../otlp/index.ts'
import { OtlpDouble } from '../otlp/index.ts'
import { type BuiltInRedaction, compileRedaction, type RedactionRuleSet } from './index.ts'

const all: readonly BuiltInRedaction[] = ['secrets', 'cards', 'emails']

function redactorOf(rules: Partial<RedactionRuleSet>) {
  return compileRedaction({ keys: [], patterns: [], builtIn: [], ...rules })
}

function redactText(text: string, rules: Partial<RedactionRuleSet> = { builtIn: all }): AttributeValue | undefined {
  return redactorOf(rules)
    .attributes(new Map([['content', text]]))
    .attributes.get('content')
}

// Made up here, in the form that each service uses.
const token = (prefix: string, length: number) => prefix + 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY'.repeat(9).slice(0, length)
const jwt = `${token('eyJ', 30)}.${token('eyJ', 40)}.${token('', 43)}`
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${token('MII', 64)}\n${token('', 64)}\n-----END RSA PRIVATE KEY-----`
const secrets = {
  aws: 'AKIAIOSFODNN7EXAMPLE',
  github: token('ghp_', 36),
  githubFineGrained: token('github_pat_', 82),
  openai: token('sk-', 48),
  openaiProject: token('sk-proj-', 60),
  anthropic: token('sk-ant-api03-', 90),
  slack: `xoxb-1234567890-${token('', 24)}`,
  google: token('AIza', 35),
  stripe: token('sk_live_', 24),
  jwt,
  pem,
  pawl: 'pawl_shop_0123456789abcdefghjkmnpqrstvwxyz',
}

describe('secrets', () => {
  it.each(Object.entries(secrets))('%s goes, the text around it stays', (_, secret) => {
    expect(redactText(`key ${secret}, then`)).toBe('key [redacted:secrets], then')
    expect(redactText(`url?key=${secret}`)).toBe('url?key=[redacted:secrets]')
  })

  it.each(Object.entries(secrets))('%s goes from JSON text, also behind an escape and encoded twice', (_, secret) => {
    const content = { messages: [{ content: `a\n${secret}\n"b"` }], n: 1 }
    const clean = { messages: [{ content: 'a\n[redacted:secrets]\n"b"' }], n: 1 }
    expect(redactText(JSON.stringify(content))).toBe(JSON.stringify(clean))
    expect(redactText(JSON.stringify({ arguments: JSON.stringify(content) }))).toBe(
      JSON.stringify({ arguments: JSON.stringify(clean) }),
    )
  })

  it('takes the token of an Authorization value and leaves its scheme', () => {
    expect(redactText('Authorization: Bearer abc123.def456-ghi789')).toBe('Authorization: Bearer [redacted:secrets]')
    expect(redactText('authorization: bearer ABCDEFGHIJKLMNOP1')).toBe('authorization: bearer [redacted:secrets]')
  })

  it('takes the rest of a private key that was cut off', () => {
    expect(redactText(`x ${pem.slice(0, 90)}`)).toBe('x [redacted:secrets]')
  })

  it.each([
    'risk-free-investment-opportunities-for-all',
    'sk-learn-like-estimators-and-pipelines',
    'the bearer of this letter, Bearer authentication-schemes',
    'pawl_key_of_a_long_configuration_name',
    'an eye: eyJa.b, AKIAIOSFODNN7EXAMPLEABC is longer than a key',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    'desk-1234567890abcdefghijk',
  ])('%s is no secret', (text) => {
    expect(redactText(text)).toBe(text)
  })
})

describe('cards', () => {
  it.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '5555555555554444',
    '2223003122003222',
    '378282246310005',
    '3782 822463 10005',
    '6011111111111117',
    '30569309025904',
    '3530111333300000',
    '6240008631401148',
    '4222222222222',
  ])('%s goes', (card) => {
    expect(redactText(`card ${card}.`)).toBe('card [redacted:cards].')
    expect(redactText(JSON.stringify({ card }))).toBe('{"card":"[redacted:cards]"}')
  })

  it('goes as a number too, and JSON stays JSON', () => {
    expect(redactText('{"card": 4111111111111111, "n": 12345678901234567890}')).toBe(
      '{"card": "[redacted:cards]", "n": 12345678901234567890}',
    )
    const { attributes, counts } = redactorOf({ builtIn: all }).attributes(
      new Map<string, AttributeValue>([
        ['a', 4111111111111111],
        ['b', new OtlpDouble(4111111111111111)],
        ['c', [4111111111111112, 1795373209491000000n]],
      ]),
    )
    expect([...attributes.values()].slice(0, 2)).toEqual(['[redacted:cards]', '[redacted:cards]'])
    expect(counts).toEqual(new Map([['cards', 2]]))
  })

  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['a time in nanoseconds', '1795373209491000000'],
    ['a decimal', '0.4532015112830366'],
    ['an id', 'a4111111111111111'],
    ['a longer number', '41111111111111111111111'],
    ['no brand', '9999999999999995'],
  ])('%s is no card', (_, text) => {
    expect(redactText(text)).toBe(text)
  })

  it('only numbers with a right check digit ever go', () => {
    const digits = fc.array(fc.nat(9), { minLength: 15, maxLength: 15 }).map((list) => `4${list.slice(1).join('')}`)
    fc.assert(
      fc.property(digits, (first) => {
        const redacted = Array.from({ length: 10 }, (_, last) => redactText(`${first}${last}`)).filter(
          (text) => text === '[redacted:cards]',
        )
        expect(redacted).toHaveLength(1)
      }),
    )
  })
})

describe('e-mail addresses', () => {
  it.each([
    ['ann@example.com', '[redacted:emails]'],
    ['Write to ann.lee+x@mail.example.co.uk, please.', 'Write to [redacted:emails], please.'],
    ['<a@b.de>,<c@d.fr>', '<[redacted:emails]>,<[redacted:emails]>'],
    ['andré@münchen.example', '[redacted:emails]'],
    ['@pawl/core and user@host and a@1.2 stay', '@pawl/core and user@host and a@1.2 stay'],
  ])('%s becomes %s', (text, expected) => {
    expect(redactText(text)).toBe(expected)
  })
})

describe('named keys', () => {
  const rules = { keys: ['user.email', '*password*', 'http.*.authorization'] }

  it('lose their whole value, whatever it is, in attributes and in maps inside them', () => {
    const { attributes, counts } = redactorOf(rules).attributes(
      new Map<string, AttributeValue>([
        ['User.Email', 'ann'],
        ['db_password_old', 5],
        ['http.request.header.authorization', ['x']],
        [
          'nested',
          new Map<string, AttributeValue>([
            ['Password', new Map([['a', 1]])],
            ['kept', 1],
          ]),
        ],
        ['user.email.hash', 'kept'],
      ]),
    )
    expect(attributes).toEqual(
      new Map<string, AttributeValue>([
        ['User.Email', '[redacted:user.email]'],
        ['db_password_old', '[redacted:*password*]'],
        ['http.request.header.authorization', '[redacted:http.*.authorization]'],
        [
          'nested',
          new Map<string, AttributeValue>([
            ['Password', '[redacted:*password*]'],
            ['kept', 1],
          ]),
        ],
        ['user.email.hash', 'kept'],
      ]),
    )
    expect(counts).toEqual(
      new Map([
        ['user.email', 1],
        ['*password*', 2],
        ['http.*.authorization', 1],
      ]),
    )
  })

  it('lose it inside JSON text too, and nothing else changes', () => {
    const text =
      '{ "a": 1.0, "PASSWORD" : {"x":["}"]} , "n":12345678901234567890,\n"e":"{\\"my_password\\":\\"q\\\\\\"r\\"}" }'
    expect(redactText(text, rules)).toBe(
      '{ "a": 1.0, "PASSWORD" : "[redacted:*password*]" , "n":12345678901234567890,\n"e":"{\\"my_password\\":\\"[redacted:*password*]\\"}" }',
    )
    expect(redactText('{"\\u0070assword":1}', rules)).toBe('{"\\u0070assword":"[redacted:*password*]"}')
  })

  it('lose it in JSON that was cut off or stands in prose', () => {
    expect(redactText('{"a":1,"password":"hunter2', rules)).toBe('{"a":1,"password":[redacted:*password*]')
    expect(redactText('Result: {"password":"hunter2"} ok', rules)).toBe('Result: {"password":[redacted:*password*]} ok')
  })
})

describe('patterns', () => {
  const rules = {
    patterns: [
      { name: 'order', pattern: 'order-\\d+' },
      { name: 'line', pattern: '^secret.*' },
    ],
  }

  it('replace their matches by name and are counted', () => {
    const { attributes, counts } = redactorOf(rules).attributes(new Map([['a', 'order-1 and order-22']]))
    expect(attributes.get('a')).toBe('[redacted:order] and [redacted:order]')
    expect(counts).toEqual(new Map([['order', 2]]))
  })

  it('match the strings of JSON text, not its syntax', () => {
    expect(redactText('{"order-1":"order-2","x":"secret \\"plan\\""}', rules)).toBe(
      '{"order-1":"[redacted:order]","x":"[redacted:line]"}',
    )
  })

  it('hide everything that any rule names where rules overlap', () => {
    const patterns = [
      { name: 'one', pattern: 'ab' },
      { name: 'two', pattern: 'bcd' },
    ]
    expect(redactText('xabcdx', { patterns })).toBe('x[redacted:one]x')
  })
})

describe('any telemetry', () => {
  const rules = { keys: ['*key*'], patterns: [{ name: 'p', pattern: '[a-c]{2}' }], builtIn: all }

  it('without a hit comes back as the same object', () => {
    const idle = redactorOf({})
    const careful = redactorOf({
      keys: ['never.there'],
      patterns: [{ name: 'p', pattern: 'neverthere' }],
      builtIn: ['secrets'],
    })
    fc.assert(
      fc.property(otlpSpan, otlpLogRecord, (span, record) => {
        for (const redactor of [idle, careful]) {
          expect(redactor.redactSpan(span).span).toBe(span)
          expect(redactor.redactLog(record).record).toBe(record)
          expect(redactor.redactSpan(span).counts.size).toBe(0)
        }
      }),
    )
  })

  it('JSON text stays JSON, with every value that no rule names', () => {
    const hits = fc.constantFrom('ab', 'ann@example.com', '4111111111111111', secrets.openai, pem, 'x')
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        hits,
        fc.double(),
        fc.constant(4111111111111111),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        tie('object'),
      ),
      object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('api_key', 'z')), tie('value'), { maxKeys: 4 }),
    }))
    const redactor = redactorOf(rules)
    const expected = (value: unknown): unknown => {
      if (typeof value === 'string') return redactor.attributes(new Map([['s', value]])).attributes.get('s')
      if (value === 4111111111111111) return '[redacted:cards]'
      if (Array.isArray(value)) return value.map(expected)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, /key/i.test(key) ? '[redacted:*key*]' : expected(item)]),
      )
    }
    fc.assert(
      fc.property(json.object, (value) => {
        const text = JSON.stringify(value)
        fc.pre(JSON.stringify(JSON.parse(text)) === text)
        expect(JSON.parse(redactText(text, rules) as string)).toEqual(expected(JSON.parse(text)))
      }),
      { numRuns: 500 },
    )
  })

  it('is redacted everywhere it holds text', () => {
    const redactor = redactorOf(rules)
    const mail = 'ann@example.com'
    const attributes = new Map([['m', mail]])
    fc.assert(
      fc.property(otlpSpan, otlpLogRecord, arbitraryAttributes, (span, record, extra) => {
        const owner = { attributes: new Map([...extra, ...attributes]), droppedAttributesCount: 0 }
        const result = redactor.redactSpan({
          ...span,
          ...owner,
          name: mail,
          events: [{ ...owner, name: mail, timeUnixNano: 1n }],
          links: [{ ...owner, traceId: '', spanId: '', traceState: '', flags: 0 }],
          status: { code: 2, message: mail },
        })
        const texts = [result.span.name, result.span.status.message, result.span.events[0]?.name]
        const maps = [result.span, ...result.span.events, ...result.span.links].map((item) => item.attributes.get('m'))
        expect([...texts, ...maps]).toEqual(new Array(6).fill('[redacted:emails]'))
        expect(result.counts.get('emails')).toBeGreaterThanOrEqual(6)
        const log = redactor.redactLog({
          ...record,
          attributes,
          body: new Map<string, AttributeValue>([['b', [mail]]]),
        })
        expect(log.record.body).toEqual(new Map([['b', ['[redacted:emails]']]]))
        expect(redactor.redactResource({ ...owner, schemaUrl: '' }).resource.attributes.get('m')).toBe(
          '[redacted:emails]',
        )
        expect(redactor.redactScope({ ...owner, name: '', version: '', schemaUrl: '' }).scope.attributes.get('m')).toBe(
          '[redacted:emails]',
        )
      }),
      { numRuns: 50 },
    )
  })

  it('takes time in proportion, also on text made to be slow', () => {
    const redactor = redactorOf(rules)
    const units = [
      'a',
      '@',
      'a@',
      'eyJ',
      'eyJaaaaaaaa-',
      '-----BEGIN PRIVATE KEY',
      '-----BEGIN ',
      '4111 ',
      '"',
      '\\',
      '\\"',
      '{"a":',
      '[',
      'sk-',
      'bearer ',
      '.',
      'a.',
      '4',
      '"key":',
      '{"key":[',
      'AKIA',
    ]
    for (const unit of units) {
      for (const start of ['', '{"a":"', '["']) {
        const text = start + unit.repeat(300_000 / unit.length)
        const startedMs = performance.now()
        redactor.attributes(new Map([['s', text]]))
        expect(performance.now() - startedMs, JSON.stringify(start + unit)).toBeLessThan(5000)
      }
    }
  })
})

describe('rules that cannot be used', () => {
  it('are refused by place', () => {
    expect(() => redactorOf({ keys: ['a', ' '] })).toThrow(
      expect.objectContaining({ code: 'bad_request', where: 'keys[1]' }),
    )
    expect(() => redactorOf({ patterns: [{ name: 'x', pattern: '(a+)+b' }] })).toThrow(
      expect.objectContaining({ code: 'bad_request', where: 'patterns[0]' }),
    )
  })
})
