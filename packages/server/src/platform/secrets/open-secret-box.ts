import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@pawl/core'
import { systemCode } from '../system-error/index.ts'
import { createSecretBox, type SecretBox } from './secret-box.ts'

export interface SecretPlace {
  /** Of PAWL_SECRET_KEY; null takes the file. */
  readonly secretKey: string | null
  readonly dataDir: string
}

const fileName = 'secret.key'

/** The box of PAWL_SECRET_KEY, or of a file in the data directory; null when neither is there. */
export async function findSecretBox({ secretKey, dataDir }: SecretPlace): Promise<SecretBox | null> {
  if (secretKey !== null) return createSecretBox(secretKey)
  const text = await readFile(join(dataDir, fileName), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null
    throw unreadable(error)
  })
  return text === null ? null : createSecretBox(checked(text))
}

/** As `findSecretBox`, but makes the file, which only its owner can read, where there is nothing. */
export async function openSecretBox(place: SecretPlace): Promise<SecretBox> {
  const found = await findSecretBox(place)
  if (found !== null) return found
  const path = join(place.dataDir, fileName)
  await writeFile(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    // Another request was first.
    if (systemCode(error) !== 'EEXIST') throw unreadable(error)
  })
  const made = await findSecretBox(place)
  if (made === null) throw unreadable(undefined)
  return made
}

function checked(text: string): string {
  const secret = text.trim()
  if (/^[0-9a-f]{64}$/.test(secret)) return secret
  throw unreadable(undefined)
}

const unreadable = (cause: unknown): AppError =>
  new AppError('bad_configuration', `The file ${fileName} in the data directory cannot be read or is not a key.`, {
    fix: 'Restore it from a backup; or remove it and set the keys of the model providers again.',
    ...(cause === undefined ? {} : { cause }),
  })
