import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loaded } from '../../api/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { FigureLink, StepLine, StepLines, StepLineText, StepPanel } from '../../ui/step-panel.tsx'
import { gateListQuery, isUnderWay } from '../gate-queries.ts'
import { GateBadge, releaseText } from '../marks/gate-marks.tsx'

const newestCount = 3

/** Which gates run, and what the newest said. */
export function GatesStep() {
  const list = useInfiniteQuery(gateListQuery({ environment: undefined }))
  const gates = list.data?.pages.flatMap((page) => page.gates) ?? []
  const running = gates.filter(isUnderWay).length
  const newest = gates.slice(0, newestCount)
  const failed = newest.filter(({ verdict }) => verdict === 'fail').length
  const link = (figure: ReactNode) => (
    <FigureLink to="/gates" search={{}}>
      {figure}
    </FigureLink>
  )
  return (
    <StepPanel
      title="What may ship"
      note="Gates try a release on the rows"
      figures={[
        { value: list.data === undefined ? '—' : running, label: running === 1 ? 'gate runs' : 'gates run', link },
        {
          value: list.data === undefined ? '—' : failed,
          label: newest.length < 2 ? 'failed' : `of the newest ${newest.length} failed`,
          tone: failed > 0 ? 'bad' : 'plain',
          link,
        },
      ]}
    >
      <Loaded compact query={list} lines={2} className="px-3.5 pb-3">
        {() => (
          <StepLines>
            {newest.map((gate) => (
              <StepLine key={gate.id} to="/gates/$gateId" params={{ gateId: gate.id }} search={{}}>
                <GateBadge gate={gate} />
                <StepLineText name={releaseText(gate.release)}>into {gate.environment}</StepLineText>
                <Instant iso={gate.createdAt} as="relative" className="shrink-0 text-xs text-ink-3" />
              </StepLine>
            ))}
          </StepLines>
        )}
      </Loaded>
    </StepPanel>
  )
}
