export type EditorLanguage = 'json' | 'yaml' | 'javascript' | 'text'
