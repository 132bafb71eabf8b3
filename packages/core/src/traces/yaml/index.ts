export { type FileWords, readYamlObject } from './read-yaml-object.ts'
