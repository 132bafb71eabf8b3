import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, type Migration, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { programWords } from '../../testing/program-words.ts'
import { type ControlStore, isUniqueViolation } from './index.ts'
import { migrations } from './migrations/index.ts'
import { openControlStore } from './open-control-store.ts'
import { type ControlEngineUnderTest, type ControlPlace, quietLog } from './testing/index.ts'

const commitRows = new URL('./__fixtures__/commit-rows.ts', import.meta.url)

/** What every engine of the control store promises. */
export function controlStoreContract(engine: ControlEngineUnderTest): void {
  describe.skipIf(engine.skipped !== null)(`the control store on ${engine.name}`, () => {
    const subject = new Subject()
    beforeAll(() => engine.start())
    afterAll(() => engine.stop())

    describe('started on no data', () => {
      beforeEach(async () => subject.open(await engine.newPlace()))
      afterEach(() => subject.close())
      describe('migrations', () => migrationPromises(subject))
      durabilityPromises(subject)
    })

    describe('of the version before', () => {
      afterEach(() => subject.close())
      upgradePromises(subject, engine)
    })

    describe('running', () => {
      beforeAll(async () => subject.open(await engine.newPlace()))
      afterAll(() => subject.close())
      beforeEach(async () => {
        await subject.store.executeSql('truncate projects cascade')
      })
      describe('a transaction', () => transactionPromises(subject))
      describe('misuse fails at once', () => misusePromises(subject))
      describe('raw SQL', () => rawSqlPromises(subject))
    })
  })
}

/** The store that the current test has open. */
class Subject {
  #store: ControlStore | null = null
  #place: ControlPlace | null = null

  get store(): ControlStore {
    if (this.#store === null) throw new Error('no store is open')
    return this.#store
  }

  get place(): ControlPlace {
    if (this.#place === null) throw new Error('no store was opened')
    return this.#place
  }

  async open(place: ControlPlace, known: Readonly<Record<string, Migration>> = migrations): Promise<void> {
    this.#place = place
    this.#store = await openControlStore(place, { log: quietLog, migrations: known })
  }

  async close(): Promise<void> {
    const store = this.#store
    this.#store = null
    await store?.close()
  }

  async reopen(known?: Readonly<Record<string, Migration>>): Promise<void> {
    await this.close()
    await this.open(this.place, known)
  }

  async addProject(name: string, db: ControlStore['db'] = this.store.db): Promise<void> {
    await db.insertInto('projects').values({ name }).execute()
  }

  async projectNames(): Promise<string[]> {
    const projects = await this.store.db.selectFrom('projects').select('name').orderBy('name').execute()
    return projects.map(({ name }) => name)
  }
}

function migrationPromises(subject: Subject): void {
  it('are applied once: starting again changes nothing', async () => {
    const history = () => subject.store.executeSql('select * from pawl_migrations order by name')
    await subject.addProject('kept')
    const before = await history()
    expect(before.rows.map(({ name }) => name)).toEqual(Object.keys(migrations))
    await subject.reopen()
    await subject.reopen()
    expect(await history()).toEqual(before)
    expect(await subject.projectNames()).toEqual(['kept'])
  })

  it('refuse data of a newer program with one sentence, and leave it as it is', async () => {
    await subject.reopen({
      ...migrations,
      '9999-of-the-future': { up: (db) => sql`create table future (a int)`.execute(db).then() },
    })
    await expect(subject.reopen()).rejects.toMatchObject({
      code: 'data_newer_than_program',
      message: expect.stringContaining('9999-of-the-future'),
    })
    await subject.reopen({ ...migrations, '9999-of-the-future': { up: () => Promise.reject(new Error('ran twice')) } })
    expect((await subject.store.executeSql('select count(*) as rows from future')).rows).toEqual([{ rows: 0 }])
  })

  it('that fail leave nothing behind', async () => {
    const up = async (db: Kysely<unknown>) => {
      await sql`create table half_done (a int)`.execute(db)
      await sql`select 1 / 0`.execute(db)
    }
    await expect(subject.reopen({ ...migrations, '0999-broken': { up } })).rejects.toThrow('division by zero')
    await subject.reopen()
    await expect(subject.store.executeSql('select * from half_done')).rejects.toMatchObject({ code: '42P01' })
  })
}

function upgradePromises(subject: Subject, engine: ControlEngineUnderTest): void {
  it('keeps rows, their revisions and proofs, and lets another project use their ids', async () => {
    const { '0028-rows-of-projects': newest, ...before } = migrations
    expect(newest).toBeDefined()
    await subject.open(await engine.newPlace(), before)
    const datasets = (project: string) => `insert into projects values ('${project}');
      insert into datasets (id, project, name, purpose, protects, description, created_at, created_by, updated_at)
      values ('of ${project}', '${project}', 'refunds', 'golden', '', '', now(), 'Ada', now());`
    const row = (
      project: string,
    ) => `insert into dataset_rows (id, project, dataset_id, status, revision, fields_revision,
        created_revision, identity, priority, labels, evaluators, created_at, updated_at, updated_by)
      values ('late', '${project}', 'of ${project}', 'draft', 1, 1, 1, '00000000', 'blocking', '{}', '{}', now(), now(), 'Ada');
      insert into row_revisions (row_id, revision, dataset_id, dataset_revision, change, status, fields_revision,
        changed_fields, who, at, note)
      values ('late', 1, 'of ${project}', 1, 'created', 'draft', 1, '{}', 'Ada', now(), '');`
    await subject.store.executeSql(`${datasets('shop')} ${row('shop')}
      insert into row_proofs (id, row_id, proof, stored_at) values ('proof', 'late', '{}', now())`)
    const stored = async () =>
      await Promise.all(
        ['dataset_rows', 'row_revisions', 'row_proofs'].map((table) =>
          subject.store.executeSql(
            `select * from ${table} where ${table === 'row_revisions' ? 'dataset_id' : 'project'} like '%shop'`,
          ),
        ),
      )
    await subject.reopen()
    const kept = await stored()
    expect(kept).toMatchObject([
      { rows: [{ id: 'late', project: 'shop' }] },
      { rows: [{ row_id: 'late', dataset_id: 'of shop' }] },
      { rows: [{ id: 'proof', row_id: 'late', project: 'shop', proof: '{}' }] },
    ])
    await subject.store.executeSql(`${datasets('support')} ${row('support')}`)
    await expect(subject.store.executeSql(row('support'))).rejects.toThrow('dataset_rows_pkey')
    expect(await stored()).toEqual(kept)
    // What belongs to a row goes with it, and with no other.
    await subject.store.executeSql("delete from dataset_rows where project = 'support'")
    expect(await stored()).toEqual(kept)
    await subject.store.executeSql("delete from dataset_rows where project = 'shop'")
    expect((await stored())[2]).toEqual({ rows: [] })
  })
}

function transactionPromises(subject: Subject): void {
  it('commits what it returns from and rolls back what it throws out of', async () => {
    expect(
      await subject.store.transaction(async (transaction) => {
        await subject.addProject('kept', transaction)
        return 'answer'
      }),
    ).toBe('answer')
    const failure = new Error('changed my mind')
    const failing = subject.store.transaction(async (transaction) => {
      await subject.addProject('dropped', transaction)
      throw failure
    })
    await expect(failing).rejects.toBe(failure)
    expect(await subject.projectNames()).toEqual(['kept'])
  })

  it('runs what waits for its end once it has committed, before its caller goes on, and never else', async () => {
    const events: string[] = []
    const { store } = subject
    await store.transaction(async (transaction) => {
      store.afterCommit(() => events.push('committed'))
      await subject.addProject('kept', transaction)
      events.push('body')
    })
    expect(events).toEqual(['body', 'committed'])
    const failing = store.transaction(async () => {
      store.afterCommit(() => events.push('never'))
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect(() => store.afterCommit(() => events.push('never'))).toThrow('no transaction')
    expect(events).toEqual(['body', 'committed'])
  })

  it('shows nobody a row that it later rolls back', async () => {
    let hasInserted = (): void => undefined
    const inserted = new Promise<void>((resolve) => {
      hasInserted = resolve
    })
    const failing = subject.store.transaction(async (transaction) => {
      await subject.addProject('phantom', transaction)
      hasInserted()
      await sleep(50)
      throw new Error('rolled back')
    })
    await inserted
    const others = subject.projectNames()
    await expect(failing).rejects.toThrow('rolled back')
    expect(await others).toEqual([])
  })

  it('serialises callers that change the same row', async () => {
    await subject.store.executeSql(
      'create table counters (id int primary key, value int); insert into counters values (1, 0)',
    )
    const increment = () =>
      subject.store.transaction(async (transaction) => {
        const { rows } = await sql<{ value: number }>`select value from counters where id = 1 for update`.execute(
          transaction,
        )
        await sql`update counters set value = ${(rows[0]?.value ?? 0) + 1} where id = 1`.execute(transaction)
      })
    await Promise.all(Array.from({ length: 100 }, increment))
    expect((await subject.store.executeSql('select value from counters')).rows).toEqual([{ value: 100 }])
  })
}

function misusePromises(subject: Subject): void {
  it('when the store is used past the open transaction', async () => {
    const past = subject.store.transaction(async (transaction) => {
      await subject.addProject('inside', transaction)
      await subject.addProject('outside')
    })
    await expect(past).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('past the transaction'),
    })
    expect(await subject.projectNames()).toEqual([])
  })

  it('when a transaction is started inside another, or past the store', async () => {
    await expect(subject.store.transaction(() => subject.store.transaction(async () => undefined))).rejects.toThrow(
      'inside another',
    )
    await expect(subject.store.db.transaction().execute(async () => undefined)).rejects.toThrow('past the store')
    await subject.addProject('still works')
  })

  it('when a bare BEGIN would swallow the rows of other callers', async () => {
    const others = Promise.all(Array.from({ length: 5 }, (_, index) => subject.addProject(`other-${index}`)))
    await expect(subject.store.executeSql('begin')).rejects.toThrow('left a transaction open')
    await others
    await expect(subject.store.executeSql("begin; insert into projects values ('lost')")).rejects.toThrow(
      'left a transaction open',
    )
    expect(await subject.projectNames()).toEqual(Array.from({ length: 5 }, (_, index) => `other-${index}`))
  })

  it('but not for what a transaction started and left running after its end', async () => {
    let hasEnded = (): void => undefined
    const ended = new Promise<void>((resolve) => {
      hasEnded = resolve
    })
    let later: Promise<unknown> = Promise.resolve()
    await subject.store.transaction(async () => {
      later = ended.then(() => subject.addProject('later'))
    })
    hasEnded()
    await later
    expect(await subject.projectNames()).toEqual(['later'])
  })
}

function rawSqlPromises(subject: Subject): void {
  it('takes several statements at once and undoes all of them when one fails inside BEGIN', async () => {
    const { rows } = await subject.store.executeSql("insert into projects values ('a'); select 41 + 1 as answer")
    expect(rows).toEqual([{ answer: 42 }])
    const failing = subject.store.executeSql("begin; insert into projects values ('b'); select 1 / 0; commit")
    await expect(failing).rejects.toThrow()
    expect(await subject.projectNames()).toEqual(['a'])
  })

  it('refuses text that it cannot hold and times that do not exist, and goes on', async () => {
    const { db } = subject.store
    const named = (name: string) => db.selectFrom('projects').select('name').where('name', '=', name).execute()
    await expect(named('a\0b')).rejects.toMatchObject({ code: 'bad_request' })
    for (const text of [String.raw`{"a":"\u0000"}`, String.raw`{"a":"\ud800"}`]) {
      await expect(sql`select ${text}::jsonb`.execute(db), text).rejects.toMatchObject({ code: 'bad_request' })
    }
    for (const time of [1e300, Date.UTC(0, 0, 1) - 1900 * 366 * 86_400_000, 8.64e15]) {
      await expect(sql`select ${new Date(time)}::timestamptz`.execute(db)).rejects.toMatchObject({
        code: 'bad_request',
      })
    }
    expect(await named('shop')).toEqual([])
  })

  it('reads every type alike', async () => {
    const expected: readonly (readonly [expression: string, value: unknown])[] = [
      ['5::int8', 5],
      ['9007199254740993::int8', 9007199254740993n],
      ['count(*)', 1],
      ['1.50::numeric', '1.50'],
      ['1.5::float8', 1.5],
      ["'2026-01-02'::date", '2026-01-02'],
      ["'2026-01-02T03:04:05.123Z'::timestamptz", new Date('2026-01-02T03:04:05.123Z')],
      [`'{"a":[1,null]}'::jsonb`, { a: [1, null] }],
      ["array['a','b,c']::text[]", ['a', 'b,c']],
      ['true', true],
      ['null::text', null],
    ]
    for (const [expression, value] of expected) {
      const { rows } = await subject.store.executeSql(`select ${expression} as value`)
      expect({ [expression]: rows[0]?.value }).toEqual({ [expression]: value })
    }
  })

  it('gives back parameters of every type', async () => {
    const parameters: readonly (readonly [type: string, value: unknown])[] = [
      ['text', '退款 ☂'],
      ['int4', 7],
      ['int8', 7],
      ['bool', false],
      ['timestamptz', new Date('2026-01-02T03:04:05.123Z')],
      ['text[]', ['a', '', 'b,"c']],
      ['text', null],
    ]
    for (const [type, value] of parameters) {
      const { rows } = await subject.store.executeSql(`select $1::${type} as value`, [value])
      expect({ [type]: rows[0]?.value }).toEqual({ [type]: value })
    }
  })

  it('says which constraint refused a row, and how many rows changed', async () => {
    await subject.addProject('twice')
    const error = await subject.addProject('twice').catch((reason: unknown) => reason)
    expect(isUniqueViolation(error)).toBe(true)
    expect(error).toMatchObject({ constraint: 'projects_pkey', table: 'projects' })
    const [change] = await subject.store.db.deleteFrom('projects').where('name', '=', 'twice').execute()
    expect(change?.numDeletedRows).toBe(1n)
  })

  it('says in Pawl’s words that the disk is full, for a statement and for a commit', async () => {
    const full = sql`do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`
    await expect(full.execute(subject.store.db)).rejects.toMatchObject({ code: 'disk_full' })
    const transaction = subject.store.transaction(async (inside) => await full.execute(inside))
    await expect(transaction).rejects.toMatchObject({ code: 'disk_full' })
    expect(await subject.projectNames()).toEqual([])
  })

  it('stores bytes', async () => {
    const { rows } = await subject.store.executeSql('select $1::bytea as value', [new Uint8Array([0, 255, 7])])
    expect(Array.from(rows[0]?.value as Uint8Array)).toEqual([0, 255, 7])
  })
}

function durabilityPromises(subject: Subject): void {
  it('keeps every row that was committed before its process was killed', async () => {
    await subject.close()
    const child = spawn(
      process.execPath,
      [...programWords(commitRows), subject.place.dataDir, subject.place.postgresUrl ?? ''],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let last = -1
    const lines = createInterface(child.stdout)
    lines.on('line', (line) => {
      last = Number(line)
      if (last === 200) child.kill('SIGKILL')
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    await subject.open(subject.place)
    const kept = new Set(await subject.projectNames())
    expect(last).toBeGreaterThanOrEqual(200)
    expect(Array.from({ length: last + 1 }, (_, number) => `row-${number}`).filter((name) => !kept.has(name))).toEqual(
      [],
    )
  })
}
