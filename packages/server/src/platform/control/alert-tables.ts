import type { Alert, AlertChannel, AlertDelivery, AlertState } from '@pawl/core'
import type { ColumnType, Generated } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>

interface AlertTable {
  id: string
  project: string
  monitor_id: string
  monitor: string
  problem: string
  state: AlertState
  slice_key: string | null
  slice_value: string | null
  metric: JsonColumn
  finding: JsonColumn
  evidence: JsonColumn | null
  is_new_usual: Generated<boolean>
  changed_at: Timestamp
  detected_at: Timestamp
  resolved_at: Timestamp | null
}

interface AlertEventTable {
  id: string
  alert_id: string
  sequence: Generated<number>
  at: Timestamp
  event: Alert['history'][number]['event']
  who: string
  note: string
  channels: JsonColumn | null
  muted_until: Timestamp | null
  told_at: Timestamp | null
}

interface AlertTraceTable {
  alert_id: string
  project: string
  kind: 'typical' | 'worst'
  position: number
  trace_id: string
  session_id: string
  user_id: string
  content: JsonColumn
}

interface AlertChannelTable {
  id: string
  project: string
  name: string
  kind: AlertChannel['kind']
  destination: string
  sealed_target: string
  created_by: string
  created_at: Timestamp
}

interface AlertDeliveryTable {
  id: string
  project: string
  channel_id: string
  event_id: string | null
  event: string
  state: AlertDelivery['state']
  attempts: Generated<number>
  problem: string | null
  created_at: Timestamp
  attempted_at: Timestamp | null
  next_attempt_at: Timestamp | null
}

export interface AlertTables {
  alerts: AlertTable
  alert_events: AlertEventTable
  alert_traces: AlertTraceTable
  alert_channels: AlertChannelTable
  alert_deliveries: AlertDeliveryTable
}
