import { replaceSecrets, secretReference } from '@pawl/core'

/** The secrets that some texts name, for one call. */
export interface OpenedSecrets {
  /** The text as it goes out, with each value written as `write` says. */
  fill(text: string, write?: (value: string) => string): string
  /** What others say, with every value that they repeat replaced by its reference, however they wrote it. */
  redact(text: string): string
}

/** Of texts that name none. */
export const noSecrets: OpenedSecrets = { fill: (text) => text, redact: (text) => text }

const asItIs = (value: string): string => value

export function createOpenedSecrets(values: ReadonlyMap<string, string>): OpenedSecrets {
  const told = [...values].flatMap(([name, value]) => formsOf(value).map((form) => ({ form, name })))
  // A value may be part of another one.
  told.sort((a, b) => b.form.length - a.form.length)
  return {
    fill: (text, write = asItIs) => replaceSecrets(text, (name) => write(values.get(name) ?? '')),
    redact: (text) => told.reduce((rest, { form, name }) => rest.replaceAll(form, () => secretReference(name)), text),
  }
}

/** As it was sent, in JSON, in an address, and what a header that is "Basic" in base64 stands for. */
function formsOf(value: string): readonly string[] {
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ]
  // `Bearer …` may be stored whole, and repeated without its first word.
  const [, ...words] = value.split(' ')
  return [...new Set([...forms, ...words.filter((word) => word.length >= 8)])]
}
