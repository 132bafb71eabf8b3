import { findVariables, type PromptContent } from '@pawl/core'
import { cx } from '../../ui/class-names.ts'
import { TextArea } from '../../ui/field.tsx'
import { oneLine, visibleText } from '../../ui/visible-text.ts'
import type { Samples } from './kept-draft.ts'
import { type PreviewMessage, previewMessages } from './preview-messages.ts'

export interface VariablesPanelProps {
  readonly messages: PromptContent['messages']
  readonly samples: Samples
  /** Left out, the samples can only be read. */
  readonly onSamples?: (samples: Samples) => void
}

/** The variables of a prompt with a sample value each, and what a model would be sent with them. */
export function VariablesPanel({ messages, samples, onSamples }: VariablesPanelProps) {
  const { names, suspects } = findVariables({ messages })
  return (
    <div className="space-y-4">
      <section aria-label="Variables">
        <h3 className="mb-1.5 text-xs font-semibold">Variables</h3>
        {names.length === 0 ? (
          <p className="text-xs text-ink-3">{onSamples === undefined ? 'Nothing is marked yet.' : <WriteOne />}</p>
        ) : null}
        <div className="space-y-2">
          {names.map((name) => (
            <div key={name}>
              <p className="mb-0.5 font-mono text-xs text-ink-2">{oneLine(name, 100)}</p>
              <TextArea
                aria-label={`Sample of ${oneLine(name, 100)}`}
                rows={Math.min(5, (samples[name] ?? '').split('\n').length)}
                className="text-xs!"
                placeholder="Sample value"
                value={samples[name] ?? ''}
                readOnly={onSamples === undefined}
                onChange={(event) => onSamples?.({ ...samples, [name]: event.target.value })}
              />
            </div>
          ))}
        </div>
        {suspects.map(({ text, where }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same text may stand there twice.
          <p key={index} className="mt-2 text-xs text-warn">
            <code className="font-mono">{oneLine(text, 60)}</code> in {where} is no variable and goes to the model as it
            stands. Names have letters, digits, “_”, “-” and “.”.
          </p>
        ))}
      </section>
      <section aria-label="Preview">
        <h3 className="mb-1.5 text-xs font-semibold">Preview</h3>
        <ol className="space-y-2">
          {previewMessages({ messages }, samples).map((message, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages of a preview have no identity but their place.
            <PreviewItem key={index} message={message} />
          ))}
        </ol>
      </section>
    </div>
  )
}

const WriteOne = () => (
  <>
    None. Write <code className="font-mono">{'{{name}}'}</code> where a row’s value goes.
  </>
)

const shownCharacters = 20_000

const PreviewItem = ({ message: { role, pieces } }: { readonly message: PreviewMessage }) => (
  <li className="rounded-md border bg-surface px-2.5 py-2">
    <p className="text-2xs font-medium text-ink-3">{role}</p>
    <div dir="auto" className="text-xs break-words whitespace-pre-wrap [unicode-bidi:isolate]">
      {pieces.map((piece, index) =>
        piece.variable === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move.
          <span key={index}>{visibleText(piece.text.slice(0, shownCharacters))}</span>
        ) : (
          <mark
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move.
            key={index}
            title={piece.variable}
            className={cx(
              'rounded-xs px-0.5',
              piece.isMissing ? 'bg-warn-soft text-warn' : 'bg-accent-soft text-accent',
            )}
          >
            {visibleText(piece.text.slice(0, shownCharacters))}
          </mark>
        ),
      )}
    </div>
  </li>
)
