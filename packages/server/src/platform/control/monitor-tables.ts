import type { ColumnType, Generated } from 'kysely'

type JsonColumn = ColumnType<unknown, string, string>
type NullableJsonColumn = ColumnType<unknown, string | null, string | null>
type Timestamp = ColumnType<Date, Date | string, Date | string>

interface MonitorTable {
  id: string
  project: string
  name: string
  definition: JsonColumn
  origin: 'default' | 'person' | 'file'
  who: string
  created_at: Timestamp
  updated_at: Timestamp
  mute_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  mute_reason: Generated<string>
  mute_who: Generated<string>
}

interface MonitorStateTable {
  monitor_id: string
  project: string
  version: Generated<number>
  memory: NullableJsonColumn
  shown: NullableJsonColumn
  next_round_at: Timestamp
}

interface DefaultMonitorTable {
  project: string
  name: string
}

export interface MonitorTables {
  monitors: MonitorTable
  monitor_states: MonitorStateTable
  default_monitors: DefaultMonitorTable
}
