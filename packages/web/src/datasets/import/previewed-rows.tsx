import type { NewRow } from '@pawl/core'
import { Badge } from '../../ui/badge.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { inputText, valueText } from '../marks/row-texts.ts'

export interface PreviewedRow {
  readonly key: string
  /** Such as `Line 3`. */
  readonly place: string
  readonly row: NewRow
  readonly remark?: string | undefined
  readonly isDuplicate?: boolean
}

/** Rows as they would be made. */
export const PreviewedRows = ({ rows }: { readonly rows: readonly PreviewedRow[] }) => (
  <div className="overflow-x-auto rounded-md border">
    <table className="w-full min-w-[40rem] table-fixed text-xs">
      <thead>
        <tr className="border-b text-left text-2xs text-ink-3">
          <th scope="col" className="w-20 px-2.5 py-1.5 font-medium">
            From
          </th>
          <th scope="col" className="px-2.5 py-1.5 font-medium">
            Input
          </th>
          <th scope="col" className="px-2.5 py-1.5 font-medium">
            Expected behavior
          </th>
          <th scope="col" className="px-2.5 py-1.5 font-medium">
            Reference
          </th>
        </tr>
      </thead>
      <tbody className="divide-y">
        {rows.map(({ key, place, row, remark, isDuplicate }) => (
          <tr key={key} className="align-top">
            <td className="px-2.5 py-1.5 text-ink-3">
              <span className="block truncate">{oneLine(place, 20)}</span>
              {isDuplicate ? <Badge tone="warn">Duplicate</Badge> : null}
            </td>
            <td className="px-2.5 py-1.5">
              <span className="line-clamp-2 break-words">{oneLine(inputText(row.input), 200) || '–'}</span>
              {remark ? <span className="block text-error">{oneLine(remark, 200)}</span> : null}
            </td>
            <td className="px-2.5 py-1.5">
              <span className="line-clamp-2 break-words">{oneLine(row.expectedBehavior ?? '', 200) || '–'}</span>
            </td>
            <td className="px-2.5 py-1.5">
              <span className="line-clamp-2 break-words">
                {row.reference === null || row.reference === undefined ? '–' : oneLine(valueText(row.reference), 200)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
