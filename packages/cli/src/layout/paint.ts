export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'
export type Paint = (color: Color, text: string) => string

const codes = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const satisfies Record<Color, readonly [number, number]>

export function createPaint(hasColor: boolean): Paint {
  if (!hasColor) return (_color, text) => text
  return (color, text) => (text === '' ? '' : `\u001b[${codes[color][0]}m${text}\u001b[${codes[color][1]}m`)
}
