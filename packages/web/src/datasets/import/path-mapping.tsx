import type { RowMapping } from '@pawl/core'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'

export interface PathMappingProps {
  readonly mapping: RowMapping
  /** Paths that the first traces have. */
  readonly paths: readonly string[]
  readonly onChange: (mapping: RowMapping) => void
}

const singles = [
  { name: 'messages', label: 'Messages of the input', hint: 'Empty: what went into the trace' },
  { name: 'reference', label: 'Reference output', hint: 'Empty: none' },
  { name: 'expectedBehavior', label: 'Expected behavior', hint: 'Empty: to be written' },
] as const

/** Which part of a trace fills which field of its row. */
export function PathMapping({ mapping, paths, onChange }: PathMappingProps) {
  const listId = useId()
  const variables = Object.entries(mapping.variables ?? {})
  const setVariables = (entries: readonly (readonly [string, string])[]) => {
    const { variables: _variables, ...rest } = mapping
    onChange(entries.length === 0 ? rest : { ...rest, variables: Object.fromEntries(entries) })
  }
  const setSingle = (name: (typeof singles)[number]['name'], path: string) => {
    const { [name]: _before, ...rest } = mapping
    onChange(path.trim() === '' ? rest : { ...rest, [name]: path })
  }
  return (
    <section aria-label="Mapping" className="space-y-3">
      <datalist id={listId}>
        {paths.slice(0, 500).map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <div className="grid gap-3 sm:grid-cols-3">
        {singles.map(({ name, label, hint }) => (
          <Field key={name} label={label} hint={hint}>
            {(control) => (
              <Input
                {...control}
                list={listId}
                placeholder="root.metadata.answer"
                className="font-mono text-xs!"
                value={mapping[name] ?? ''}
                onChange={(event) => setSingle(name, event.target.value)}
              />
            )}
          </Field>
        ))}
      </div>
      <ul aria-label="Variables" className="space-y-1.5">
        {variables.map(([name, path], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is typed; a key made of it would take the focus away.
          <li key={index} className="flex items-center gap-1.5">
            <Input
              aria-label="Name of the variable"
              className="w-40! font-mono text-xs!"
              value={name}
              onChange={(event) => setVariables(variables.with(index, [event.target.value, path]))}
            />
            <span className="text-ink-3">from</span>
            <Input
              aria-label={`Path of ${name}`}
              list={listId}
              className="font-mono text-xs!"
              value={path}
              onChange={(event) => setVariables(variables.with(index, [name, event.target.value]))}
            />
            <IconButton icon={X} label="Remove" onClick={() => setVariables(variables.toSpliced(index, 1))} />
          </li>
        ))}
      </ul>
      <Button
        icon={Plus}
        onClick={() => setVariables([...variables, [`variable_${variables.length + 1}`, 'root.inputText']])}
      >
        Variable
      </Button>
    </section>
  )
}
