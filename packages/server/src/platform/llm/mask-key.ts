/** Shorter ones are what people give to servers that want any key at all, `none` or `ollama`: words, not secrets. */
const shortestSecret = 8

/** Takes a key out of a text that somebody else wrote: providers repeat the key that they refuse. */
export function maskKey(text: string, apiKey: string | null): string {
  if (apiKey === null || apiKey.length < shortestSecret) return text
  const inJson = JSON.stringify(apiKey).slice(1, -1)
  const masked = text.replaceAll(apiKey, '[key]')
  return inJson === apiKey ? masked : masked.replaceAll(inJson, '[key]')
}
