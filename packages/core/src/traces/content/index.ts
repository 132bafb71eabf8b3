export { type ContentPieces, contentPieces, contentSections } from './content-pieces.ts'
export { hashText } from './hash-text.ts'
export { type PackedContent, packContent, unpackAttributes } from './pack-content.ts'
