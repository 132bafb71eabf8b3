import { type DefinitionOf, type EvaluationSubject, type EvaluatorResult, evaluate, type JsonObject } from '@pawl/core'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'

const options = {
  // Words that the validator does not know are other programs' remarks, as the standard has it.
  strict: false,
  allErrors: true,
  logger: false,
  // Schemas of different evaluators may call themselves the same.
  addUsedSchema: false,
} as const

const maxViolations = 20
const maxCached = 200
const compiled = new Map<string, ValidateFunction>()
let validators = new Map<string, Ajv>()

/** Judges by JSON Schema: draft 7 unless `$schema` names 2019-09 or 2020-12. */
export function judgeJsonSchema(definition: DefinitionOf<'json_schema'>, subject: EvaluationSubject): EvaluatorResult {
  return evaluate(definition, subject, {
    validateJsonSchema(schema, value) {
      const validate = compile(schema)
      if (validate(value) === true) return []
      return (validate.errors ?? []).slice(0, maxViolations).map(sentence)
    },
  })
}

function compile(schema: JsonObject): ValidateFunction {
  const key = JSON.stringify(schema)
  const known = compiled.get(key)
  if (known !== undefined) return known
  if (compiled.size >= maxCached) {
    // A validator keeps every schema that it ever compiled.
    compiled.clear()
    validators = new Map()
  }
  const validate = compileOnce(schema)
  if ('$async' in validate) throw new Error('it is asynchronous ("$async")')
  compiled.set(key, validate)
  return validate
}

function compileOnce(schema: JsonObject): ValidateFunction {
  try {
    return validatorFor(schema).compile(schema)
  } catch (error) {
    if (error instanceof Ajv.MissingRefError) {
      throw new Error(
        `it refers to ${JSON.stringify(error.missingRef)}, and nothing is fetched: put that schema under "$defs"`,
      )
    }
    throw error
  }
}

function validatorFor({ $schema }: JsonObject): Ajv {
  const draft = /2019-09|2020-12/.exec(String($schema))?.[0] ?? 'draft-07'
  const known = validators.get(draft)
  if (known !== undefined) return known
  const Validator = draft === '2020-12' ? Ajv2020 : draft === '2019-09' ? Ajv2019 : Ajv
  const validator = new Validator(options)
  addFormats.default(validator)
  validators.set(draft, validator)
  return validator
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty, allowedValues, allowedValue } = params as Record<string, unknown>
  const detail = additionalProperty ?? allowedValues ?? allowedValue
  const place = instancePath === '' ? 'it' : instancePath
  const more = detail === undefined ? '' : ` (${JSON.stringify(detail)})`
  return `${place} ${message ?? 'is not allowed'}${more}`.slice(0, 300)
}
