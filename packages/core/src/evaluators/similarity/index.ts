export { bleuScore } from './bleu-score.ts'
export { levenshteinRatio } from './levenshtein-ratio.ts'
export { rougeL } from './rouge-l.ts'
export { splitTokens, splitWords } from './split-words.ts'
