import { releaseText } from '@pawl/core'
import { endReason, type GateReport } from './gate-report.ts'
import { changeText, verdictWord } from './gate-words.ts'

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  readonly file: string | null
  readonly line: number | null
}

/** Workflow commands of GitHub Actions, which show up at the lines of files: one for each row, dataset and limit that stops the release. */
export function renderAnnotations({ view, rows, places }: GateReport): string {
  const { decision } = view
  const level = decision.verdict === 'fail' ? 'error' : 'warning'
  const annotations: Annotation[] = [
    ...rows.map(({ verdict, file, line, cameOut, why }): Annotation => {
      const parts = [verdict.reason, why.join('; '), cameOut === '' ? '' : `Came out: ${cameOut.slice(0, 500)}`]
      const message = parts.filter((part) => part !== '').join('\n')
      const isBroken = verdict.state === 'broken'
      const title = `Row ${verdict.rowId} ${isBroken ? 'is broken' : 'is not settled'}`
      return { level: isBroken ? 'error' : 'warning', title, message, file, line }
    }),
    ...decision.datasets
      .filter(({ state }) => state === 'fail')
      .map((set): Annotation => {
        const file = places.datasets.get(set.name) ?? null
        const message = `${set.reason} (${changeText(set)})`
        return { level: 'error', title: `Dataset ${set.name} is worse`, message, file, line: file === null ? null : 1 }
      }),
    ...decision.limits
      .filter(({ state }) => state === 'over')
      .map(({ dataset, figure }): Annotation => {
        const message = `${figure} on ${dataset} grew by more than the policy allows`
        return { level: 'error', title: `The limit on ${figure}`, message, file: null, line: null }
      }),
  ]
  const title = `Pawl gate: ${verdictWord(view).toLowerCase()}`
  const message = `${releaseText(view.release)} for ${view.environment}. ${endReason({ view, rows })}`
  const whole: Annotation = {
    level: decision.verdict === 'pass' ? 'notice' : level,
    ...{ title, message, file: null, line: null },
  }
  return [whole, ...annotations].map(command).join('')
}

function command({ level, title, message, file, line }: Annotation): string {
  const place = file === null ? '' : `file=${property(file)},${line === null ? '' : `line=${line},`}`
  return `::${level} ${place}title=${property(title)}::${data(message)}\n`
}

/** As the toolkit of GitHub Actions escapes them (actions/toolkit, packages/core/src/command.ts). */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
