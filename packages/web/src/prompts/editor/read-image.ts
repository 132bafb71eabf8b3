import type { DraftPart } from './editor-draft.ts'

/** Base64 adds a third, and a request to the server has at most 16 MiB. */
const maxBytes = 8_000_000

/** A picture as a part of a message; null for what is none or too large. */
export async function readImage(file: File): Promise<DraftPart | null> {
  if (!/^image\/(?:png|jpeg|gif|webp)$/.test(file.type) || file.size > maxBytes) return null
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
  return { type: 'blob', modality: 'image', mime_type: file.type, content: url.slice(url.indexOf(',') + 1) }
}
