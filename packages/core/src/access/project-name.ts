import { z } from 'zod'

const projectNamePattern = /^[a-z0-9][a-z0-9._-]{0,62}$/

/** A project's name is its identity: it stands in every span's row and never changes. */
export const projectNameSchema = z
  .string()
  .regex(
    projectNamePattern,
    'a project name has 1 to 63 characters: lower-case letters, digits, ".", "_" and "-", starting with a letter or digit',
  )

/** The project of telemetry that names none. */
export const defaultProjectName = 'default'
