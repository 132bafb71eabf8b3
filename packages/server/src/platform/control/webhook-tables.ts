import type { WebhookDelivery, WebhookEvent } from '@pawl/core'
import type { ColumnType, Generated } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>

interface WebhookTable {
  id: string
  project: string
  url: string
  events: JsonColumn
  description: string
  sealed_secret: string
  is_enabled: Generated<boolean>
  created_by: string
  created_at: Timestamp
}

interface WebhookDeliveryTable {
  id: string
  project: string
  webhook_id: string
  event: WebhookEvent
  body: string
  state: WebhookDelivery['state']
  attempts: JsonColumn
  tries: Generated<number>
  next_attempt_at: Timestamp | null
  created_at: Timestamp
}

export interface WebhookTables {
  webhooks: WebhookTable
  webhook_deliveries: WebhookDeliveryTable
}
