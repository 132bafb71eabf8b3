import { z } from 'zod'

export const backupIdSchema = z
  .string()
  .regex(
    /^\d{8}t\d{6}z-[0-9a-f]{8}$/,
    'a backup is named by its time and eight hex digits, such as 20260301t120000z-0a1b2c3d',
  )

const fileSchema = z.object({ name: z.string(), bytes: z.int().min(0), sha256: z.string() })

/** What lies beside the data of a backup: with it, a restore can tell that everything is there. */
export const backupManifestSchema = z.object({
  format: z.literal(1),
  id: backupIdSchema,
  createdAt: z.iso.datetime(),
  /** Of the program that wrote it. */
  version: z.string(),
  control: z.object({
    /** Migrations that the rows are of. */
    migrations: z.array(z.string()),
    tables: z.array(z.object({ name: z.string(), rows: z.int().min(0), file: fileSchema })),
  }),
  telemetry: z.object({
    migrations: z.array(z.int()),
    tables: z.array(
      z.object({
        name: z.string(),
        /** Stored rows: superseded ones count until the engine has merged them away. */
        rows: z.int().min(0),
        /** Directories of files; `checksums` is the SHA-256 of the engine's own list of their hashes. */
        parts: z.array(z.object({ name: z.string(), files: z.int(), bytes: z.int(), checksums: z.string() })),
      }),
    ),
  }),
})
export type BackupManifest = z.infer<typeof backupManifestSchema>

export const backupSummarySchema = z.object({
  id: backupIdSchema,
  createdAt: z.iso.datetime(),
  version: z.string(),
  /** On the server's disk. */
  directory: z.string(),
  controlRows: z.int(),
  telemetryRows: z.int(),
  bytes: z.int(),
})
export type BackupSummary = z.infer<typeof backupSummarySchema>
const nothing = z.null()
/** One of a list: with its figures, or with what is wrong with it. */
export const listedBackupSchema = z.union([
  backupSummarySchema.extend({ problem: nothing }),
  z.object({
    ...{ id: backupIdSchema, directory: z.string(), problem: z.string() },
    ...{ createdAt: nothing, version: nothing, controlRows: nothing, telemetryRows: nothing, bytes: nothing },
  }),
])
export type ListedBackup = z.infer<typeof listedBackupSchema>
/** GET /api/backups, newest first. */
export const backupListSchema = z.object({ directory: z.string(), backups: z.array(listedBackupSchema) })
export type BackupList = z.infer<typeof backupListSchema>

/** POST /api/backups */
export const createdBackupSchema = backupSummarySchema.extend({ durationMs: z.number() })
export type CreatedBackup = z.infer<typeof createdBackupSchema>

export const summariseBackup = (manifest: BackupManifest, directory: string): BackupSummary => ({
  id: manifest.id,
  createdAt: manifest.createdAt,
  version: manifest.version,
  directory,
  controlRows: sumOf(manifest.control.tables, ({ rows }) => rows),
  telemetryRows: sumOf(manifest.telemetry.tables, ({ rows }) => rows),
  bytes:
    sumOf(manifest.control.tables, ({ file }) => file.bytes) +
    sumOf(manifest.telemetry.tables, ({ parts }) => sumOf(parts, ({ bytes }) => bytes)),
})

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0)
