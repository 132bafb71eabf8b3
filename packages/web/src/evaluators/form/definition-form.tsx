import { CombineForm, type DefinitionFormProps } from './combine-form.tsx'
import { FieldList } from './field-control.tsx'
import { isKind, kinds } from './kinds.ts'

/** The form of a definition of any kind. */
export function DefinitionForm({ value, onChange, path }: DefinitionFormProps) {
  if (value.kind === 'combine') {
    return <CombineForm value={value} onChange={onChange} path={path} Form={DefinitionForm} />
  }
  if (!isKind(value.kind)) {
    return <p className="text-ink-2">This version of Pawl has no form for this kind. Edit it as JSON.</p>
  }
  return <FieldList fields={kinds[value.kind].fields} value={value} onChange={onChange} path={path} />
}
