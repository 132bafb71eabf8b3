import { projectSettingsSchema } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'

/** No price table knows the simulated model; with a price of its own, the demo shows costs. */
export async function setDemoPrice(api: ApiClient): Promise<void> {
  await api.fetchAnswer('/api/projects/default/settings', projectSettingsSchema, {
    method: 'PATCH',
    body: { priceOverrides: [{ model: 'simulated-gpt', inputUsdPerMillion: 2.5, outputUsdPerMillion: 10 }] },
  })
}
