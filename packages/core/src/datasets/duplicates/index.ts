export {
  DuplicateIndex,
  type FoundDuplicate,
  nearDuplicateSimilarity,
  type TextSignature,
  textSignature,
} from './duplicate-index.ts'
export { type RowTexts, rowTexts } from './row-texts.ts'
export { shingleSimilarity } from './shingles.ts'
