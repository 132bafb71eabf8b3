import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readYamlObject } from '@pawl/core'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadConfig } from './config.ts'

const read = (name: string) => readFile(fileURLToPath(new URL(`../../../${name}`, import.meta.url)), 'utf8')

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string().optional(),
      build: z.string().optional(),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.string()),
      depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
})
const readCompose = async () =>
  composeSchema.parse(readYamlObject(await read('compose.yaml'), { name: 'compose file', fix: '' }))

/** Values of the shape that the person who starts it gives. */
const given: Readonly<Record<string, string>> = {
  PAWL_FIRST_KEY: `pawl_default_${'0'.repeat(32)}`,
  PAWL_SECRET_KEY: '0'.repeat(64),
  POSTGRES_PASSWORD: 'postgres',
  CLICKHOUSE_PASSWORD: 'clickhouse',
}
const filledIn = (text: string) => text.replace(/\$\{(\w+)(?::[^}]*)?\}/g, (_, name: string) => given[name] ?? '')

describe('the container', () => {
  it('has a Dockerfile without a fault', async () => {
    expect(
      validate(await read('Dockerfile')).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`),
    ).toEqual([])
  })

  it('asks whether the server is ready where the server answers', async () => {
    expect(await read('Dockerfile')).toContain('http://127.0.0.1:4318/readyz')
    expect((await readCompose()).services.pawl?.healthcheck?.test.join(' ')).toContain('http://127.0.0.1:4318/readyz')
    expect(await read('packages/server/src/platform/health/health.routes.ts')).toContain("'/readyz'")
  })

  it('is given settings that the server knows and takes', async () => {
    const { pawl } = (await readCompose()).services
    const env = Object.fromEntries(
      Object.entries(pawl?.environment ?? {}).map(([name, text]) => [name, filledIn(text)]),
    )
    const config = loadConfig({ env })
    expect(config).toMatchObject({
      firstKey: given.PAWL_FIRST_KEY,
      secretKey: given.PAWL_SECRET_KEY,
      postgresUrl: 'postgres://pawl:postgres@postgres:5432/pawl',
      clickhouseUrl: 'http://pawl:clickhouse@clickhouse:8123/pawl',
    })
  })

  it('waits for stores that are there and say when they are ready, and keeps what they write', async () => {
    const { services, volumes } = await readCompose()
    const needed = Object.keys(services.pawl?.depends_on ?? {})
    expect(needed).toEqual(['postgres', 'clickhouse'])
    for (const name of needed) expect(services[name]?.healthcheck?.test.length, name).toBeGreaterThan(1)
    const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(':')[0]))
    expect(mounted.sort()).toEqual(Object.keys(volumes).sort())
  })
})
