export { type ContentPieces, contentPieces } from './content-pieces.ts'
export { hashText } from './hash-text.ts'
export { type PackedContent, packContent, splitContent, unpackAttributes } from './pack-content.ts'
