export { type MediaForm, type MediaReference, parseReference as parseMediaReference } from './media-reference.ts'
export { type MediaBlob, type OffloadedMedia, offloadMedia } from './offload-media.ts'
export { restoreMedia } from './restore-media.ts'
