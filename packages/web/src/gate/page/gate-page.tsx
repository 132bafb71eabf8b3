import type { GateView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Loaded } from '../../api/index.ts'
import { gateQuery } from '../gate-queries.ts'
import { CoverageNotice } from '../marks/coverage-notice.tsx'
import { Weakenings } from '../marks/weakenings.tsx'
import { ChangesSection } from '../outputs/changes-section.tsx'
import { BlockingRows } from './blocking-rows.tsx'
import { DatasetTests } from './dataset-tests.tsx'
import { ErrorSplit } from './error-split.tsx'
import { ExactVersions } from './exact-versions.tsx'
import { GateHeader } from './gate-header.tsx'
import { NotRun } from './not-run.tsx'
import { useLiveGate } from './use-live-gate.ts'
import { VerdictPanel } from './verdict-panel.tsx'

export function GatePage() {
  const { gateId } = useParams({ from: '/gates/$gateId' })
  const gate = useQuery(gateQuery(gateId))
  return (
    <Loaded isPage query={gate}>
      {(data) => <LoadedGate key={gateId} gate={data} />}
    </Loaded>
  )
}

/** The verdict first, then what it follows from. */
function LoadedGate({ gate }: { readonly gate: GateView }) {
  useLiveGate(gate)
  return (
    <div className="h-full overflow-auto">
      <GateHeader gate={gate} />
      <div className="mx-auto max-w-[86rem] space-y-3 p-3 pb-10 md:p-4">
        <VerdictPanel gate={gate} />
        {gate.status === 'decided' ? <CoverageNotice coverage={gate.coverage} /> : null}
        <Weakenings weakenings={gate.weakenings} />
        <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="min-w-0 space-y-3">
            <BlockingRows gate={gate} />
            <DatasetTests gate={gate} />
            <ChangesSection gate={gate} />
            <NotRun gate={gate} />
          </div>
          <aside aria-label="What the verdict is about" className="min-w-0 space-y-3">
            <ExactVersions gate={gate} />
            <ErrorSplit decision={gate.decision} />
          </aside>
        </div>
      </div>
    </div>
  )
}
