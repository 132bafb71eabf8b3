/** Offers the bytes as a download. A plain link could not be used: it sends no project header. */
export function saveFile(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the address after this turn; a minute is ample, and the memory is given back.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
