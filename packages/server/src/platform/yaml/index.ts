export { readYamlAside } from './read-yaml-aside.ts'
