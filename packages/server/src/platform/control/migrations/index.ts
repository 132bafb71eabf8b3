import type { Migration } from 'kysely'
import { up as access } from './0001-access.ts'
import { up as prompts } from './0002-prompts.ts'
import { up as evaluators } from './0003-evaluators.ts'
import { up as datasets } from './0004-datasets.ts'
import { up as providers } from './0005-providers.ts'
import { up as runs } from './0006-runs.ts'
import { up as audit } from './0008-audit.ts'
import { up as gates } from './0009-gates.ts'
import { up as deployments } from './0010-deployments.ts'
import { up as webhooks } from './0011-webhooks.ts'
import { up as unprotected } from './0012-unprotected.ts'
import { up as rowIdentities } from './0013-row-identities.ts'
import { up as evaluatorUses } from './0014-evaluator-uses.ts'
import { up as changes } from './0015-changes.ts'
import { up as secrets } from './0016-secrets.ts'
import { up as online } from './0020-online.ts'
import { up as monitors } from './0021-monitors.ts'
import { up as alerts } from './0022-alerts.ts'
import { up as seenChanges } from './0023-seen-changes.ts'
import { up as servers } from './0027-servers.ts'
import { up as rowsOfProjects } from './0028-rows-of-projects.ts'

/** By number; a migration that was ever released never changes, and new ones come at the end. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-access': { up: access },
  '0002-prompts': { up: prompts },
  '0003-evaluators': { up: evaluators },
  '0004-datasets': { up: datasets },
  '0005-providers': { up: providers },
  '0006-runs': { up: runs },
  '0008-audit': { up: audit },
  '0009-gates': { up: gates },
  '0010-deployments': { up: deployments },
  '0011-webhooks': { up: webhooks },
  '0012-unprotected': { up: unprotected },
  '0013-row-identities': { up: rowIdentities },
  '0014-evaluator-uses': { up: evaluatorUses },
  '0015-changes': { up: changes },
  '0016-secrets': { up: secrets },
  '0020-online': { up: online },
  '0021-monitors': { up: monitors },
  '0022-alerts': { up: alerts },
  '0023-seen-changes': { up: seenChanges },
  '0027-servers': { up: servers },
  '0028-rows-of-projects': { up: rowsOfProjects },
}
