/** What an answer says, read from the wire without the code that wrote it. */
export interface StatusAnswer {
  readonly code: number
  readonly message: string
  readonly details: readonly Buffer[]
}

/** google.rpc.Status. */
export function decodeStatus(bytes: Uint8Array): StatusAnswer {
  const fields = fieldsOf(bytes)
  return {
    code: Number(fields.find(([number]) => number === 1)?.[1] ?? 0),
    message: String(fields.find(([number]) => number === 2)?.[1] ?? ''),
    details: fields.filter(([number]) => number === 3).map(([, value]) => value as Buffer),
  }
}

export interface PartialAnswer {
  readonly rejected: number
  readonly message: string
}

/** The partial_success of an Export…ServiceResponse; undefined when it is unset. */
export function decodePartial(bytes: Uint8Array): PartialAnswer | undefined {
  const partial = fieldsOf(bytes).find(([number]) => number === 1)?.[1]
  if (partial === undefined) return undefined
  const fields = fieldsOf(partial as Buffer)
  return {
    rejected: Number(fields.find(([number]) => number === 1)?.[1] ?? 0),
    message: String(fields.find(([number]) => number === 2)?.[1] ?? ''),
  }
}

export type WireField = readonly [number: number, value: Buffer | number]

/** The fields of a message that has only varints and length-delimited ones. */
export function fieldsOf(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = []
  let pos = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[pos++]
      if (byte === undefined) throw new Error('the message ends inside a number')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (pos < bytes.length) {
    const tag = varint()
    if (tag % 8 === 0) fields.push([Math.floor(tag / 8), varint()])
    else if (tag % 8 === 2) {
      const length = varint()
      fields.push([Math.floor(tag / 8), Buffer.from(bytes.subarray(pos, pos + length))])
      pos += length
    } else throw new Error(`unexpected wire type in tag ${tag}`)
  }
  return fields
}
