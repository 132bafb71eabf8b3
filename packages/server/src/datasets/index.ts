export type { Datasets } from './datasets-door.ts'
