export {
  type DatasetFile,
  type DatasetHead,
  type FileProblem,
  type FileRow,
  readDatasetFile,
  readDatasetHead,
} from './dataset-file.ts'
export { type WrittenRow, writeDatasetHead, writeFileRow } from './write-file-row.ts'
