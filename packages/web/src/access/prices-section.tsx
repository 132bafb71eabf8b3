import type { PriceOverride } from '@pawl/core'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { Input } from '../ui/field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsFormProps } from './use-save-settings.ts'

/** A price as it is being typed. */
export type PriceDraft = Readonly<Record<(typeof columns)[number]['key'], string>>

const columns = [
  { key: 'model', label: 'Model', placeholder: 'my-model*' },
  { key: 'provider', label: 'Provider', placeholder: 'any' },
  { key: 'inputUsdPerMillion', label: 'Input', placeholder: '0.50' },
  { key: 'outputUsdPerMillion', label: 'Output', placeholder: '1.50' },
  { key: 'cacheReadUsdPerMillion', label: 'Cache read', placeholder: 'as input' },
  { key: 'cacheWriteUsdPerMillion', label: 'Cache write', placeholder: 'as input' },
] as const

const emptyDraft: PriceDraft = {
  model: '',
  provider: '',
  inputUsdPerMillion: '',
  outputUsdPerMillion: '',
  cacheReadUsdPerMillion: '',
  cacheWriteUsdPerMillion: '',
}

const toDraft = (price: PriceOverride): PriceDraft => ({
  ...emptyDraft,
  ...Object.fromEntries(Object.entries(price).map(([key, value]) => [key, String(value)])),
})

/** The price that a draft stands for; undefined while it is incomplete or not a number. */
export function toPrice(draft: PriceDraft): PriceOverride | undefined {
  const usd = (text: string) => (text.trim() === '' ? undefined : Number(text))
  const isPrice = (value: number | undefined) => value === undefined || (Number.isFinite(value) && value >= 0)
  const input = usd(draft.inputUsdPerMillion)
  const output = usd(draft.outputUsdPerMillion)
  const cacheRead = usd(draft.cacheReadUsdPerMillion)
  const cacheWrite = usd(draft.cacheWriteUsdPerMillion)
  if (draft.model.trim() === '' || input === undefined || output === undefined) return undefined
  if (![input, output, cacheRead, cacheWrite].every(isPrice)) return undefined
  return {
    model: draft.model.trim(),
    inputUsdPerMillion: input,
    outputUsdPerMillion: output,
    ...(draft.provider.trim() === '' ? {} : { provider: draft.provider.trim() }),
    ...(cacheRead === undefined ? {} : { cacheReadUsdPerMillion: cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWriteUsdPerMillion: cacheWrite }),
  }
}

/** Prices of models that the built-in table has not, or has wrong. */
export function PricesSection({ settings, save }: SettingsFormProps) {
  const [drafts, setDrafts] = useState<readonly PriceDraft[]>(settings.priceOverrides.map(toDraft))
  const prices = drafts.map(toPrice)
  const isValid = prices.every((price) => price !== undefined)
  const isChanged = JSON.stringify(prices) !== JSON.stringify(settings.priceOverrides)
  return (
    <SettingsSection
      id="prices"
      title="Prices"
      about="US dollars per million tokens, instead of the built-in table. A * at the end of a model fits any rest. Holds for traces that come from now on."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isValid) save.change({ priceOverrides: prices.filter((price) => price !== undefined) })
        }}
      >
        {drafts.length > 0 ? (
          <PriceTable drafts={drafts} onChange={setDrafts} />
        ) : (
          <p className="text-ink-3">No overrides: the built-in prices hold.</p>
        )}
        <div className="mt-2 flex items-center gap-2">
          <Button icon={Plus} variant="ghost" onClick={() => setDrafts([...drafts, emptyDraft])}>
            Add a price
          </Button>
          <Button type="submit" disabled={!isValid || !isChanged || save.isSaving}>
            Save prices
          </Button>
          {isValid ? null : (
            <span className="text-xs text-ink-3">Model, input and output are needed; prices are numbers from 0.</span>
          )}
        </div>
      </form>
    </SettingsSection>
  )
}

function PriceTable({
  drafts,
  onChange,
}: {
  readonly drafts: readonly PriceDraft[]
  readonly onChange: (drafts: readonly PriceDraft[]) => void
}) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-160">
        <thead>
          <tr className="text-left text-xs text-ink-2">
            {columns.map(({ key, label }) => (
              <th key={key} scope="col" className="pr-2 pb-1 font-medium">
                {label}
              </th>
            ))}
            <td className="w-8" />
          </tr>
        </thead>
        <tbody>
          {drafts.map((draft, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place; their model changes while it is typed.
            <tr key={index}>
              {columns.map(({ key, label, placeholder }) => (
                <td key={key} className="pr-2 pb-1.5">
                  <Input
                    aria-label={label}
                    placeholder={placeholder}
                    value={draft[key]}
                    onChange={(event) =>
                      onChange(drafts.map((one, at) => (at === index ? { ...one, [key]: event.target.value } : one)))
                    }
                  />
                </td>
              ))}
              <td className="pb-1.5">
                <IconButton
                  icon={X}
                  label="Remove the price"
                  onClick={() => onChange(drafts.filter((_, at) => at !== index))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
