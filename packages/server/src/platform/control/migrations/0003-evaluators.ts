import { type Kysely, sql } from 'kysely'

// `json`, not `jsonb`: outputs are kept as they came, and `jsonb` refuses the escape \u0000 and half surrogate pairs.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('evaluators')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('archived_at', 'timestamptz')
    .addPrimaryKeyConstraint('evaluators_key', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('evaluator_versions')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('evaluator', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('definition', 'json', (column) => column.notNull())
    .addColumn('examples', 'json', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('examples_report', 'json', (column) => column.notNull())
    .addPrimaryKeyConstraint('evaluator_versions_key', ['project', 'evaluator', 'number'])
    .addForeignKeyConstraint(
      'evaluator_versions_of',
      ['project', 'evaluator'],
      'evaluators',
      ['project', 'name'],
      (key) => key.onDelete('cascade'),
    )
    .execute()
  await addLabelTables(db)
}

async function addLabelTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('label_subjects')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('evaluator', 'text', (column) => column.notNull())
    .addColumn('subject_hash', 'text', (column) => column.notNull())
    .addColumn('subject', 'json', (column) => column.notNull())
    .addColumn('source', 'json', (column) => column.notNull())
    .addColumn('added_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addUniqueConstraint('label_subjects_once', ['project', 'evaluator', 'subject_hash'])
    .addForeignKeyConstraint('label_subjects_of', ['project', 'evaluator'], 'evaluators', ['project', 'name'], (key) =>
      key.onDelete('cascade'),
    )
    .execute()
  await db.schema
    .createTable('labels')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull().references('label_subjects.id').onDelete('cascade'))
    .addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('pass', 'fail')`))
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addUniqueConstraint('labels_once', ['subject_id', 'person'])
    .execute()
  await db.schema
    .createTable('label_judgements')
    .addColumn('subject_id', 'text', (column) => column.notNull().references('label_subjects.id').onDelete('cascade'))
    .addColumn('version_id', 'text', (column) => column.notNull())
    .addColumn('result', 'json', (column) => column.notNull())
    .addColumn('choices', 'json')
    .addColumn('stratum', 'text', (column) => column.notNull())
    .addColumn('judged_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('label_judgements_key', ['subject_id', 'version_id'])
    .execute()
}
