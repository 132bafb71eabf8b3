/**
 * An OTLP double whose value is integral (or not finite). OTLP tells `1` (int) from `1.0` (double) and JavaScript does
 * not; keeping the difference is what makes an export import again without loss. All other doubles are plain numbers.
 */
export class OtlpDouble {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/**
 * An OTLP AnyValue. `number` is a safe integer (OTLP int) or a non-integral double; `bigint` an int outside the safe
 * range; `OtlpDouble` a double that a plain number would turn into an int; `null` the empty AnyValue.
 */
export type AttributeValue =
  | string
  | boolean
  | number
  | bigint
  | OtlpDouble
  | Uint8Array
  | null
  | readonly AttributeValue[]
  | Attributes

/** A KeyValue list. A Map, so that `__proto__` is a key like any other and the sender's order is kept. The last of equal keys wins. */
export type Attributes = ReadonlyMap<string, AttributeValue>
