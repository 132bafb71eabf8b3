export { asMapping, type FileWords, readYamlObject, readYamlValue } from './read-yaml-object.ts'
