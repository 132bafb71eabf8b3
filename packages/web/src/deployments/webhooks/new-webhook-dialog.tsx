import { type CreatedWebhook, type WebhookEvent, webhookEvents } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createWebhook, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { webhooksQuery } from '../release-queries.ts'

/** Adds an address; its secret is shown this once. */
export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhookEvents)
  const queries = useQueryClient()
  const creating = useMutation({
    mutationFn: createWebhook,
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  const problem = creating.isError ? problemOf(creating.error) : undefined
  if (creating.data) return <ShownOnce created={creating.data} onClose={onClose} />
  return (
    <Dialog open onClose={onClose} title="Add a webhook">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          creating.mutate({ url: url.trim(), description: description.trim(), events: [...events] })
        }}
      >
        <Field
          label="Address"
          hint="It is sent a POST for each event. Private addresses are refused unless the server allows them."
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              placeholder="https://example.com/hooks/pawl"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
        <Field label="What it is for">
          {(control) => (
            <Input {...control} value={description} onChange={(event) => setDescription(event.target.value)} />
          )}
        </Field>
        <EventChoice chosen={events} onChange={setEvents} />
        <DialogEnd
          problem={problem}
          onClose={onClose}
          action="Add"
          disabled={url.trim() === '' || events.length === 0 || creating.isPending}
        />
      </form>
    </Dialog>
  )
}

interface EventChoiceProps {
  readonly chosen: readonly WebhookEvent[]
  readonly onChange: (chosen: readonly WebhookEvent[]) => void
}

const EventChoice = ({ chosen, onChange }: EventChoiceProps) => (
  <fieldset>
    <legend className="mb-1 text-xs font-medium text-ink-2">Events</legend>
    <div className="grid gap-1 sm:grid-cols-2">
      {webhookEvents.map((event) => (
        <label key={event} className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
            checked={chosen.includes(event)}
            onChange={(change) =>
              onChange(change.target.checked ? [...chosen, event] : chosen.filter((other) => other !== event))
            }
          />
          <span className="font-mono text-xs">{event}</span>
        </label>
      ))}
    </div>
  </fieldset>
)

const ShownOnce = ({ created, onClose }: { readonly created: CreatedWebhook; readonly onClose: () => void }) => (
  <Dialog
    open
    onClose={onClose}
    title="Copy the signing secret now"
    description="With it the receiver checks that a message is Pawl’s. It cannot be shown again."
  >
    <CodeBlock code={created.secret} what="Secret" />
    <div className="mt-4 flex justify-end">
      <Button variant="primary" onClick={onClose}>
        I have copied it
      </Button>
    </div>
  </Dialog>
)
