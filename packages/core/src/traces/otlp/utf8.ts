interface Utf8Globals {
  readonly TextDecoder: new (
    label: string,
    options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string }
  readonly TextEncoder: new () => {
    encode(text: string): Uint8Array
    encodeInto(text: string, into: Uint8Array): { readonly written: number }
  }
}

// Every runtime has both; neither is in the ECMAScript library that this package is compiled against.
const { TextDecoder, TextEncoder } = globalThis as unknown as Utf8Globals

// Without ignoreBOM a leading U+FEFF would disappear from the text.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** The text of UTF-8 bytes. Throws a TypeError when they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return strict.decode(bytes)
}

/** UTF-8 of a text; a lone surrogate, which UTF-8 cannot say, becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Writes UTF-8 into `into`, which must have three bytes for each UTF-16 unit, and returns how many bytes it took. */
export function encodeUtf8Into(text: string, into: Uint8Array): number {
  return encoder.encodeInto(text, into).written
}
