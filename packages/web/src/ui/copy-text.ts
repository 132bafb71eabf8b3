/** Puts the text on the clipboard. Resolves to whether it got there. */
export async function copyText(text: string): Promise<boolean> {
  // `navigator.clipboard` exists only on https and localhost; a Pawl reached by http on a network address has none.
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch (error) {
      console.warn('The clipboard refused the text, trying the older way', error)
    }
  }
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}
