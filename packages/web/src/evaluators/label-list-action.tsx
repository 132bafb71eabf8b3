import { labelTraces } from '../api/index.ts'
import { type ListActionProps, toApiFilter } from '../traces/index.ts'
import { LabelAction } from './labels/label-action.tsx'

/** In the toolbar of the traces: people label the outputs of what the filter lets through. */
export const LabelListOutputs = ({ search, isPhone }: ListActionProps) =>
  isPhone ? null : (
    <LabelAction
      about="The outputs of the newest traces of this list."
      onQueue={(wanted) => labelTraces({ ...wanted, filter: toApiFilter(search, Date.now()) })}
    />
  )
