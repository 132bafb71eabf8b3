/**
 * Takes a key out of a text that somebody else wrote: providers repeat the key that they refuse. The end of it stays,
 * as it does where keys are listed.
 */
export function maskKey(text: string, apiKey: string | null): string {
  if (apiKey === null || apiKey.length < 4) return text
  const inJson = JSON.stringify(apiKey).slice(1, -1)
  const masked = text.replaceAll(apiKey, '[key]')
  return inJson === apiKey ? masked : masked.replaceAll(inJson, '[key]')
}
