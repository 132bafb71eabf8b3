export { type NamedDataset, type NameSuggestion, suggestDatasetName } from './suggest-dataset-name.ts'
