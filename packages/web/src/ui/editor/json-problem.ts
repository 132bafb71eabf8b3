export interface JsonProblem {
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  readonly message: string
}

const token =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)))/uy

/** What may come next, in words for the person who typed. */
const wanted = {
  value: 'expected a value',
  first: 'expected a value or "]"',
  key: 'expected a name in double quotes',
  firstKey: 'expected a name in double quotes or "}"',
  colon: 'expected ":" after the name',
  next: 'expected "," or the end of the list',
  nextKey: 'expected "," or "}"',
  end: 'expected nothing more after the value',
} as const
type State = keyof typeof wanted

/** Where a text stops being JSON (RFC 8259), or undefined when it is JSON. Browsers' own messages often name no place. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const open: ('{' | '[')[] = []
  let state: State = 'value'
  let at = 0
  const afterValue = (): State => (open.at(-1) === '{' ? 'nextKey' : open.at(-1) === '[' ? 'next' : 'end')
  for (;;) {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) break
    const [whole, sign, string] = match
    const isKeyPlace: boolean = state === 'key' || state === 'firstKey'
    const isValuePlace: boolean = state === 'value' || state === 'first'
    if (sign === undefined) {
      if (string !== undefined && isKeyPlace) state = 'colon'
      else if (isValuePlace) state = afterValue()
      else break
    } else if ((sign === '{' || sign === '[') && isValuePlace) {
      open.push(sign)
      state = sign === '{' ? 'firstKey' : 'first'
    } else if (closes(sign, state)) {
      open.pop()
      state = afterValue()
    } else if (sign === ',' && (state === 'next' || state === 'nextKey')) {
      state = state === 'next' ? 'value' : 'key'
    } else if (sign === ':' && state === 'colon') {
      state = 'value'
    } else break
    at += whole.length
  }
  const rest = /[^ \t\n\r]/.exec(text.slice(at))
  if (rest === null && state === 'end') return undefined
  return problemAt(text, rest === null ? text.length : at + rest.index, state)
}

function closes(sign: string, state: State): boolean {
  return sign === '}'
    ? state === 'firstKey' || state === 'nextKey'
    : sign === ']' && (state === 'first' || state === 'next')
}

function problemAt(text: string, index: number, state: State): JsonProblem {
  const before = text.slice(0, index)
  const line = before.split('\n').length
  const column = index - before.lastIndexOf('\n')
  const found = text[index]
  const message =
    found === undefined
      ? `the text ends, ${wanted[state]}`
      : found === '"' && state !== 'colon' && state !== 'next' && state !== 'nextKey' && state !== 'end'
        ? 'a text in double quotes is not closed, or holds a line break or a wrong escape'
        : wanted[state]
  return { line, column, message }
}
