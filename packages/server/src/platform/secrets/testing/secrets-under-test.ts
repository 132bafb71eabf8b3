import { createAuditLog } from '../../audit/index.ts'
import type { ControlStore } from '../../control/index.ts'
import { openSecrets, type Secrets } from '../index.ts'

interface SecretsPlace {
  readonly control: ControlStore
  readonly dataDir: string
  readonly now: () => Date
}

/** Sealed with a key that is given, so that no file is written. */
export function secretsUnderTest({ control, dataDir, now }: SecretsPlace): Secrets {
  const audit = createAuditLog({ control, now })
  return openSecrets({ control, audit, now, environment: {}, place: { secretKey: 'a key of a test only', dataDir } })
}
