import type { Alert } from '../../api/index.ts'
import { nameSlice, shortLine } from '../name-metric.ts'
import { writeFigure, writeRange } from '../write-figure.ts'

/** What is told of an alert outside of Pawl. */
export const toldEvents = ['opened', 'resolved', 'reopened'] as const
export type ToldEvent = (typeof toldEvents)[number]

export interface AlertNews {
  readonly event: ToldEvent
  readonly project: string
  readonly alert: Alert
  /** Why it is resolved; '' where there is nothing to say. */
  readonly note: string
  /** Where people reach the pages, without a slash at the end. */
  readonly publicUrl: string
}

/**
 * What every channel says, before it is written as the channel wants it. Texts hold what traces say (names of models, values of slices) and
 * are not escaped; what people wrote to the application and got from it is never in it.
 */
export interface AlertMessage {
  readonly headline: string
  readonly facts: readonly { readonly name: string; readonly text: string }[]
  readonly links: readonly { readonly text: string; readonly url: string }[]
}

export function alertMessage({ event, project, alert, note, publicUrl }: AlertNews): AlertMessage {
  const { unit, before, now } = alert
  const figure = (name: string, interval: typeof before) =>
    interval === null
      ? []
      : [
          {
            name,
            text: `${writeFigure(interval.value, unit)} (95 %: ${writeRange(interval, unit)}; ${interval.count} observed)`,
          },
        ]
  const facts = [
    ...(note === '' ? [] : [{ name: 'Why', text: shortLine(note, 300) }]),
    {
      name: 'Since',
      text: `${timeText(alert.changedAt)} (between ${timeText(alert.changedFrom)} and ${timeText(alert.changedTo)})`,
    },
    ...figure('Usual', before),
    ...figure(event === 'resolved' ? 'While it lasted' : 'Since then', now),
    ...explanation(alert),
    ...alert.changes
      .slice(0, 3)
      .map(({ at, title }) => ({ name: 'Changed around then', text: `${shortLine(title, 300)} (${timeText(at)})` })),
    { name: 'How sure', text: alert.sureness.sentence },
    { name: 'Monitor', text: `${alert.monitor}, project ${project}` },
  ]
  return {
    headline: `${leadOf(event, alert)}: ${alert.title}`,
    facts,
    links: [
      { text: 'Open the alert', url: alertPage({ publicUrl, project, alert }) },
      ...(alert.tracesQuery === ''
        ? []
        : [{ text: 'See its traces', url: alertTracesPage({ publicUrl, project, alert }) }]),
    ],
  }
}

/** Links name the project: whoever follows one may be looking at another. */
type LinkParts = Pick<AlertNews, 'publicUrl' | 'project' | 'alert'>

export const alertPage = ({ publicUrl, project, alert }: LinkParts): string =>
  `${publicUrl}/alerts/${encodeURIComponent(alert.id)}?project=${encodeURIComponent(project)}`

export const alertTracesPage = ({ publicUrl, project, alert }: LinkParts): string =>
  `${publicUrl}/traces?${alert.tracesQuery}&project=${encodeURIComponent(project)}`

function leadOf(event: ToldEvent, { direction }: Alert): string {
  switch (event) {
    case 'opened':
      return direction === 'worse' ? 'Worse' : 'Better'
    case 'resolved':
      return 'Resolved'
    case 'reopened':
      return 'Back again'
  }
}

function explanation({ explainedBy }: Alert): AlertMessage['facts'] {
  const [most] = explainedBy
  return most === undefined
    ? []
    : [{ name: 'Explained by', text: `${nameSlice(most.slice)}: ${Math.round(most.share * 100)} % of it` }]
}

/** "2026-11-23 09:30 UTC" */
export const timeText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
