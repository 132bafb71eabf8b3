export { DuplicateIndex, type FoundDuplicate, nearDuplicateSimilarity } from './duplicate-index.ts'
export { type RowTexts, rowTexts } from './row-texts.ts'
export { textSimilarity } from './shingles.ts'
