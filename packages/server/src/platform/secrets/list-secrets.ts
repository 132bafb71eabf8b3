import { type SecretList, type SecretUse, type StoredSecret, secretNamesIn } from '@pawl/core'
import type { SealedSecret } from './secrets.store.ts'

/** Something that names secrets, with the texts in which it does. */
export interface FoundSecretUse extends SecretUse {
  readonly texts: readonly string[]
}

interface Listed {
  readonly stored: readonly SealedSecret[]
  readonly keyId: string | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly uses: readonly FoundSecretUse[]
}

export function listOf({ stored, keyId, environment, uses }: Listed): SecretList {
  const names = new Set(stored.map(({ name }) => name))
  const given = Object.keys(environment).filter((name) => !names.has(name))
  const named = new Set(uses.flatMap(({ texts }) => texts.flatMap(secretNamesIn)))
  const missingNames = [...named].filter((name) => !names.has(name) && environment[name] === undefined)
  return {
    secrets: [
      ...stored.map((secret) => viewOf(secret, { keyId, uses })),
      ...given.map(
        (name): StoredSecret => ({
          ...{ name, source: 'environment', isReadable: true, updatedAt: null, updatedBy: null },
          usedBy: usesOfName(uses, name),
        }),
      ),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing: missingNames.sort().map((name) => ({ name, usedBy: usesOfName(uses, name) })),
  }
}

export function viewOf(
  { name, secretKeyId, updatedAt, updatedBy }: SealedSecret,
  { keyId, uses }: Pick<Listed, 'keyId' | 'uses'>,
): StoredSecret {
  return {
    ...{ name, source: 'stored', isReadable: secretKeyId === keyId },
    ...{ updatedAt: updatedAt.toISOString(), updatedBy, usedBy: usesOfName(uses, name) },
  }
}

export const usesOfName = (uses: readonly FoundSecretUse[], name: string): SecretUse[] =>
  uses
    .filter(({ texts }) => texts.some((text) => secretNamesIn(text).includes(name)))
    .map(({ texts: _texts, ...use }) => use)
