import { canonicalJsonText, isArray, isObject, type JsonValue } from '../../traces/index.ts'

/** A place at which two JSON values differ; a side that has nothing there has no field here. */
export interface JsonChange {
  /** `properties.city.type`, `required[1]`; '' for the whole value. */
  readonly path: string
  readonly before?: JsonValue
  readonly after?: JsonValue
}

/**
 * The smallest places at which two JSON values differ, lists compared entry by entry. Empty exactly when they are the
 * same JSON.
 */
export function diffJson(before: JsonValue | undefined, after: JsonValue | undefined): readonly JsonChange[] {
  const changes: JsonChange[] = []
  collect({ path: '', before, after }, changes)
  return changes
}

interface Pair {
  readonly path: string
  readonly before: JsonValue | undefined
  readonly after: JsonValue | undefined
}

function collect({ path, before, after }: Pair, changes: JsonChange[]): void {
  if (before !== undefined && after !== undefined) {
    if (canonicalJsonText(before) === canonicalJsonText(after)) return
    if (isArray(before) && isArray(after)) {
      for (let index = 0; index < Math.max(before.length, after.length); index++) {
        collect({ path: `${path}[${index}]`, before: before[index], after: after[index] }, changes)
      }
      return
    }
    if (isObject(before) && isObject(after)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        collect({ path: joinPath(path, key), before: own(before, key), after: own(after, key) }, changes)
      }
      return
    }
  }
  if (before === undefined && after === undefined) return
  changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) })
}

function own(object: { readonly [key: string]: JsonValue }, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function joinPath(path: string, key: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}
