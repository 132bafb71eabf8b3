/** What counts of a deployment when one is to be taken back. */
export interface DeploymentLine {
  readonly id: string
  /** The deployment that this one took back; null for any other. */
  readonly undoes: string | null
  /** It let in again what was live already: an override that was made anew. */
  readonly isRenewal: boolean
}

/**
 * The deployment that a roll-back takes back when none is named: the newest that still stands and changed what is live. One that was taken back and the
 * roll-back that did it are passed over, so that rolling back twice goes two releases back, and not to and fro.
 *
 * @param deployments of one environment, newest first
 */
export function pickRollBack<Line extends DeploymentLine>(deployments: Iterable<Line>): Line | null {
  const undone = new Set<string>()
  for (const deployment of deployments) {
    if (deployment.undoes !== null) undone.add(deployment.undoes)
    else if (!undone.has(deployment.id) && !deployment.isRenewal) return deployment
  }
  return null
}
