import { AppError } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'

const failureOf = (env: Record<string, string>): AppError => {
  try {
    loadConfig({ env })
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

describe('the configuration', () => {
  it('needs no setting: loopback only, the ports of OpenTelemetry, data in .pawl', () => {
    expect(loadConfig({ env: {}, cwd: '/srv/app' })).toMatchObject({
      dataDir: '/srv/app/.pawl',
      hosts: ['127.0.0.1', '::1'],
      port: 4318,
      grpcPort: 4317,
      clickhouseUrl: null,
      clickhouseCluster: null,
      postgresUrl: null,
      maxBodyBytes: 67_108_864,
      minFreeDiskBytes: 1_000_000_000,
      corsOrigins: [],
      allowedHosts: [],
      logLevel: 'info',
    })
  })

  it('lets a process do a part of the work only over stores that the others can open too', () => {
    for (const role of ['api', 'worker']) {
      const failure = failureOf({ PAWL_ROLE: role, PAWL_POSTGRES_URL: 'postgres://db/pawl' })
      expect(failure.message).toBe(
        `The role ${role} needs stores that several processes can open: PAWL_CLICKHOUSE_URL is not set.`,
      )
      expect(failure.fix).toContain('--clickhouse-url')
    }
    const env = {
      PAWL_POSTGRES_URL: 'postgres://db/pawl',
      PAWL_CLICKHOUSE_URL: 'http://ch:8123/pawl',
      PAWL_ROLE: 'worker',
    }
    expect(loadConfig({ env }).role).toBe('worker')
    expect(loadConfig({ env: {} }).role).toBe('all')
  })

  it('starts with any key of a provider: servers that want none are given a word', () => {
    expect(loadConfig({ env: { OPENAI_API_KEY: 'none' } }).providers.openai.apiKey).toBe('none')
    expect(failureOf({ OPENAI_API_KEY: 'two words' }).message).toContain('OPENAI_API_KEY')
  })

  it('names the option where one was given, and what it takes', () => {
    expect(() => loadConfig({ env: {}, overrides: { grpcPort: 'abc' } })).toThrow(
      expect.objectContaining({ where: '--grpc-port', fix: 'Give --grpc-port a valid value, or leave it out.' }),
    )
    expect(() => loadConfig({ env: { PAWL_PORT: '99999' } })).toThrow(
      'The value of PAWL_PORT cannot be used: a port is a whole number from 0 to 65535; 0 takes any that is free.',
    )
  })

  it('takes the command line before the environment, and an empty variable as not set', () => {
    const config = loadConfig({ env: { PAWL_PORT: '5000', PAWL_DATA_DIR: '' }, overrides: { port: 6000 }, cwd: '/srv' })
    expect(config.port).toBe(6000)
    expect(config.dataDir).toBe('/srv/.pawl')
  })

  it('reads lists, sizes with units, bracketed addresses and a gRPC port that is switched off', () => {
    const config = loadConfig({
      env: {
        PAWL_HOST: '[::1], 10.0.0.5',
        PAWL_CORS_ORIGINS: 'https://a.example.com,http://localhost:3000',
        PAWL_MAX_BODY_BYTES: '8 MiB',
        PAWL_MIN_FREE_DISK_BYTES: '0.5GB',
        PAWL_GRPC_PORT: 'off',
      },
    })
    expect(config.hosts).toEqual(['::1', '10.0.0.5'])
    expect(config.corsOrigins).toEqual(['https://a.example.com', 'http://localhost:3000'])
    expect(config.maxBodyBytes).toBe(8_388_608)
    expect(config.minFreeDiskBytes).toBe(500_000_000)
    expect(config.grpcPort).toBeNull()
  })

  it.each([
    ['PAWL_PORT', 'http'],
    ['PAWL_PORT', '70000'],
    ['PAWL_GRPC_PORT', 'on'],
    ['PAWL_HOST', ' , '],
    ['PAWL_LOG_LEVEL', 'loud'],
    ['PAWL_CLICKHOUSE_URL', 'postgres://user:hunter2@db/pawl'],
    ['PAWL_POSTGRES_URL', 'hunter2'],
    ['PAWL_CORS_ORIGINS', 'https://a.example.com/path'],
    ['PAWL_ALLOWED_HOSTS', 'https://pawl.example.com'],
    ['PAWL_MAX_BODY_BYTES', '64 parsecs'],
    ['PAWL_CLICKHOUSE_CLUSTER', "it's; DROP TABLE spans"],
    ['PAWL_CLICKHOUSE_CLUSTER', 'a_cluster_without_the_url_of_a_server'],
  ])('refuses %s=%s by name and without repeating the value, which may hold a password', (variable, value) => {
    const failure = failureOf({ [variable]: value })
    expect(failure.code).toBe('bad_configuration')
    expect(failure.where).toBe(variable)
    expect(failure.message).toContain(variable)
    expect(`${failure.message} ${failure.fix}`).not.toContain('hunter2')
  })
})
