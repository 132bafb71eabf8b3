import { stringify } from 'yaml'
import { AppError } from '../../errors/index.ts'
import { readYamlObject } from '../../traces/index.ts'
import { type MonitorDefinition, monitorDefinitionSchema } from '../api/index.ts'
import { checkDefinition } from './check-definition.ts'

const form = 'Write a mapping such as:\nname: error-rate\nmetric: { measure: error_rate }\nsliceBy: model'

/**
 * Reads a monitor from YAML (or JSON, which is YAML), with its defaults filled in.
 *
 * @throws AppError `bad_request` with the line of a syntax error, or the path of what does not fit
 */
export function readMonitorYaml(text: string): MonitorDefinition {
  const result = monitorDefinitionSchema.safeParse(readYamlObject(text, { name: 'monitor', fix: form }))
  if (!result.success) {
    const [issue] = result.error.issues
    const where = (issue?.path ?? []).map(String).join('.')
    const problem = where === '' ? issue?.message : `${where}: ${issue?.message}`
    throw new AppError('bad_request', `The monitor cannot be used: ${problem}`, {
      where: where === '' ? 'file' : where,
      fix: `The fields are ${Object.keys(monitorDefinitionSchema.shape).join(', ')}`,
    })
  }
  checkDefinition(result.data)
  return result.data
}

/** With all its fields, so that a reader sees what counts without knowing the defaults. */
export const writeMonitorYaml = (definition: MonitorDefinition): string => stringify(definition, { lineWidth: 0 })
