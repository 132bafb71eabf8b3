import { AppError, type ModelProvider, type ModelProviderChange, providerNameSchema } from '@pawl/core'
import { clearDefault, lockProvider, type StoredProvider, upsertProvider } from './provider.store.ts'
import { keyPurpose, type ProviderDirectory } from './provider-directory.ts'
import { endingOf } from './resolve-provider.ts'
import { isWellKnown, kindOf } from './well-known.ts'

export interface ProviderUpdate {
  readonly project: string
  readonly name: string
  readonly change: ModelProviderChange
  readonly person: string
}

/**
 * Changes the fields that are given; makes the provider where there is none. A key is stored encrypted.
 *
 * @throws AppError `bad_request` for a name or an address that cannot be one; `conflict` when the address of a stored
 * key changes and the key is not given again
 */
export async function setProvider(directory: ProviderDirectory, update: ProviderUpdate): Promise<ModelProvider> {
  const { project, name, change, person } = update
  checkName(name)
  // Before the transaction: it may write a file.
  const box = typeof change.apiKey === 'string' ? await directory.secretBox() : null
  await directory.deps.control.transaction(async (transaction) => {
    const old = (await lockProvider(transaction, project, name)) ?? null
    const baseUrl = change.baseUrl === undefined ? (old?.baseUrl ?? null) : change.baseUrl
    checkAddress(update, { baseUrl, old })
    if (change.isDefault === true) await clearDefault(transaction, project)
    const key = box === null ? keptKey(old, change) : sealedKey(update, box)
    await upsertProvider(transaction, project, {
      name,
      kind: kindOf(name),
      baseUrl,
      ...key,
      isDefault: change.isDefault ?? old?.isDefault ?? false,
      limits: { ...old?.limits, ...change.limits },
      updatedAt: new Date(directory.deps.now()),
      updatedBy: person,
    })
  })
  directory.invalidate(project)
  const found = (await directory.list(project)).find((provider) => provider.name === name)
  if (found === undefined) throw new AppError('conflict', `The provider ${name} was removed meanwhile.`)
  return found
}

type StoredKey = Pick<StoredProvider, 'sealedKey' | 'secretKeyId' | 'keyEnding'>

const noKey: StoredKey = { sealedKey: null, secretKeyId: null, keyEnding: null }

const keptKey = (old: StoredProvider | null, { apiKey }: ModelProviderChange): StoredKey =>
  old === null || apiKey === null
    ? noKey
    : { sealedKey: old.sealedKey, secretKeyId: old.secretKeyId, keyEnding: old.keyEnding }

function sealedKey(
  { project, name, change }: ProviderUpdate,
  box: Awaited<ReturnType<ProviderDirectory['secretBox']>>,
): StoredKey {
  const apiKey = change.apiKey ?? ''
  return { sealedKey: box.seal(apiKey, keyPurpose(project, name)), secretKeyId: box.keyId, keyEnding: endingOf(apiKey) }
}

function checkName(name: string): void {
  const problem = providerNameSchema.safeParse(name).error?.issues[0]?.message
  if (problem !== undefined) {
    throw new AppError('bad_request', `${JSON.stringify(name)} is no name of a provider: ${problem}.`, {
      where: 'name',
    })
  }
}

function checkAddress(
  { name, change }: ProviderUpdate,
  { baseUrl, old }: { readonly baseUrl: string | null; readonly old: StoredProvider | null },
): void {
  if (baseUrl === null && !isWellKnown(name)) {
    throw new AppError('bad_request', `The provider ${name} needs an address.`, {
      where: 'baseUrl',
      fix: `Give it: \`pawl models set ${name} --base-url https://…/v1\`. Without one there are openai, anthropic and google.`,
    })
  }
  const isMoved = old !== null && old.sealedKey !== null && old.baseUrl !== baseUrl
  if (isMoved && change.apiKey === undefined) {
    throw new AppError('conflict', `The stored key of ${name} was given for another address.`, {
      where: 'apiKey',
      fix: 'Give the key again together with the new address.',
    })
  }
}
