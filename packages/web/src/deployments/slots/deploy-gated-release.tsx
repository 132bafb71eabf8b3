import { useQuery } from '@tanstack/react-query'
import { type GateActionProps, isUnderWay, requestOf } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { DeployButton } from '../deploy/deploy-button.tsx'
import { LiveNote } from '../deploy/live-note.tsx'
import { checkQuery } from '../release-queries.ts'

/** On the page of a gate: deploys what it was about, where that is allowed. */
export function DeployGatedRelease({ gate }: GateActionProps) {
  const check = useQuery({
    ...checkQuery({ environment: gate.environment, release: requestOf(gate.release) }),
    enabled: !isUnderWay(gate),
  })
  if (isUnderWay(gate) || check.isError) return null
  const label = `Deploy into ${gate.environment}`
  // Over many rows it takes a moment to know; what then stands there must not move the page.
  if (check.data === undefined) return <Button disabled>{label}</Button>
  if (check.data.isLive) return <LiveNote check={check.data} />
  return <DeployButton check={check.data} label={label} showsReason={false} />
}
