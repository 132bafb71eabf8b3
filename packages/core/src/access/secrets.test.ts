import { describe, expect, it } from 'vitest'
import { AppError } from '../errors/index.ts'
import { refusePlainCommand, refusePlainCredentials, secretNamesIn } from './secrets.ts'

const url = 'https://agent.example.com/ask?row={{rowId}}&key=order'

function refusal(headers: Record<string, string>, address = url): AppError | null {
  try {
    refusePlainCredentials({ url: address, headers }, 'target')
    return null
  } catch (error) {
    if (AppError.isInstance(error)) return error
    throw error
  }
}

describe('credentials in plain text', () => {
  it.each([
    ['Authorization', 'Bearer abc', 'AGENT_KEY'],
    ['x-api-key', 'abc', 'X_API_KEY'],
    ['cookie', 'session=1', 'COOKIE'],
    ['X-Auth-Token', 'abc', 'X_AUTH_TOKEN'],
    ['x-goog-api-key', 'abc', 'X_GOOG_API_KEY'],
    ['x-proxy', 'Basic dXNlcjpwdw==', 'X_PROXY'],
  ])('in the header %s are refused, with how to store them', (name, value, secret) => {
    const refused = refusal({ [name]: value })
    expect(refused).toMatchObject({ where: `target.headers.${name}`, message: expect.stringContaining(name) })
    expect(refused?.fix).toContain(`pawl secrets set ${secret}`)
    expect(`${refused?.message} ${refused?.fix}`).not.toContain('abc')
  })

  it('are written as a reference, after the scheme that was there', () => {
    expect(refusal({ authorization: 'Bearer abc' })?.fix).toContain('Bearer ${secrets.AGENT_KEY}')
    expect(refusal({ authorization: 'Bearer ${secrets.AGENT_KEY}' })).toBeNull()
  })

  it.each([
    ['https://user:pw@agent.example.com/', 'user'],
    ['https://agent.example.com/?api_key=abcdef', 'api_key'],
    ['https://agent.example.com/?a=1&access_token=abcdef', 'access_token'],
  ])('in the address %s are refused', (address, named) => {
    expect(refusal({}, address)).toMatchObject({ where: 'target.url', message: expect.stringContaining(named) })
  })

  it('are told from what is none', () => {
    const plain = { 'content-language': 'de', 'idempotency-key': 'abc', 'x-max-tokens': '5', 'x-tenant': 'shop' }
    expect(refusal(plain)).toBeNull()
    expect(refusal({}, 'https://agent.example.com/?api_key=${secrets.A}&token={{token}}')).toBeNull()
  })
})

describe('credentials in a command', () => {
  it.each([
    ['OPENAI_API_KEY=sk-abc python agent.py', 'OPENAI_API_KEY'],
    [`cd app && export TOKEN="abc"; node agent.js`, 'TOKEN'],
    ['python agent.py --api-key abc', '--api-key'],
    ["python agent.py --auth-token='abc'", '--auth-token'],
  ])('are refused by the name of what holds them: %s', (command, named) => {
    const refusal = () => refusePlainCommand(command, 'target.command')
    expect(refusal).toThrow(
      expect.objectContaining({
        ...{ code: 'bad_request', where: 'target.command', message: expect.stringContaining(`(${named})`) },
        fix: expect.stringContaining('environment'),
      }),
    )
    expect(refusal).not.toThrow('abc')
  })

  it.each([
    'python agent.py --model gpt-4o --max-token 500',
    'TOKEN=$AGENT_TOKEN python agent.py --api-key "$KEY" --password=`cat pw`',
    'MAX_TOKENS=500 TOKEN=20 node count-token.js input.txt --token-file key.txt',
    'agent --token --verbose',
  ])('are told from what is none: %s', (command) => {
    expect(() => refusePlainCommand(command, 'target')).not.toThrow()
  })
})

describe('references to secrets', () => {
  it('are found once each, also those that can be no name', () => {
    expect(secretNamesIn('a ${secrets.A} ${secrets.B1} ${secrets.A} ${secrets.b c} $secrets.D {{secrets.E}}')).toEqual([
      ...['A', 'B1', 'b c'],
    ])
  })
})
