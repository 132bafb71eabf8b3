export { readYamlObject } from './read-yaml-object.ts'
