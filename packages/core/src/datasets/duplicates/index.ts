export { DuplicateIndex, type FoundDuplicate, nearDuplicateSimilarity } from './duplicate-index.ts'
export { type RowTexts, rowTexts } from './row-texts.ts'
export { shingleSimilarity } from './shingles.ts'
