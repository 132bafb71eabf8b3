import { type AlertChannel, type CreatedChannel, type NewChannel, newChannelSchema } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createChannel, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { channelKindWords } from '../marks/words.ts'
import { channelsQuery } from '../monitor-queries.ts'

type Kind = AlertChannel['kind']

const kinds = ['slack', 'webhook', 'email'] as const satisfies Kind[]

const destinationWords = {
  slack: {
    label: 'Address',
    placeholder: 'https://hooks.slack.com/services/…',
    hint: 'An incoming webhook of Slack, or of what takes its messages (Mattermost, Rocket.Chat, Discord with /slack).',
  },
  webhook: {
    label: 'Address',
    placeholder: 'https://example.com/hooks/pawl',
    hint: 'It is sent a signed POST. Private addresses are refused unless the server allows them.',
  },
  email: {
    label: 'To',
    placeholder: 'team@example.com, on-call@example.com',
    hint: 'Several addresses with commas between them.',
  },
} as const satisfies Record<Kind, { label: string; placeholder: string; hint: string }>

export interface NewChannelDialogProps {
  /** Why e-mail cannot be sent. */
  readonly emailProblem: string | null
  readonly onClose: () => void
}

/** Adds a place that alerts are sent to; the secret of a webhook is shown this once. */
export function NewChannelDialog({ emailProblem, onClose }: NewChannelDialogProps) {
  const [kind, setKind] = useState<Kind>('slack')
  const [name, setName] = useState('')
  const [destination, setDestination] = useState('')
  const [wasSent, setWasSent] = useState(false)
  const queries = useQueryClient()
  const creating = useMutation({
    mutationFn: createChannel,
    onSuccess: async ({ secret }) => {
      await queries.invalidateQueries({ queryKey: channelsQuery.queryKey })
      if (secret === null) onClose()
    },
  })
  const { channel, issues } = readChannel(kind, name, destination)
  const problem = creating.isError ? problemOf(creating.error) : undefined
  if (creating.data?.secret) return <ShownOnce secret={creating.data.secret} onClose={onClose} />
  const words = destinationWords[kind]
  return (
    <Dialog open onClose={onClose} title="Add a channel">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          setWasSent(true)
          if (channel) creating.mutate(channel)
        }}
      >
        <Field label="Kind">
          {(control) => (
            <Select
              {...control}
              value={kind}
              onChange={(event) => setKind(kinds.find((known) => known === event.target.value) ?? 'slack')}
            >
              {kinds.map((known) => (
                <option key={known} value={known}>
                  {channelKindWords[known]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {kind === 'email' && emailProblem !== null ? <p className="text-warn">{emailProblem}</p> : null}
        <Field label="Name" error={wasSent ? issues.name : undefined}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              placeholder="on-call"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.label} hint={words.hint} error={wasSent ? issues.destination : undefined}>
          {(control) => (
            <Input
              {...control}
              placeholder={words.placeholder}
              value={destination}
              onChange={(event) => setDestination(event.target.value)}
            />
          )}
        </Field>
        <DialogEnd problem={problem} onClose={onClose} action="Add" disabled={creating.isPending} />
      </form>
    </Dialog>
  )
}

interface ReadChannel {
  readonly channel: NewChannel | undefined
  readonly issues: { readonly name?: string; readonly destination?: string }
}

function readChannel(kind: Kind, name: string, destination: string): ReadChannel {
  const to = destination.split(/[\s,;]+/).filter((address) => address !== '')
  const parsed = newChannelSchema.safeParse({
    name: name.trim(),
    kind,
    ...(kind === 'email' ? { to } : { url: destination.trim() }),
  })
  const messageAt = (place: string) => parsed.error?.issues.find(({ path }) => path[0] === place)?.message
  const [nameIssue, destinationIssue] = [messageAt('name'), messageAt(kind === 'email' ? 'to' : 'url')]
  return {
    channel: parsed.data,
    issues: { ...(nameIssue && { name: nameIssue }), ...(destinationIssue && { destination: destinationIssue }) },
  }
}

const ShownOnce = ({
  secret,
  onClose,
}: {
  readonly secret: NonNullable<CreatedChannel['secret']>
  readonly onClose: () => void
}) => (
  <Dialog
    open
    onClose={onClose}
    title="Copy the signing secret now"
    description="With it the receiver checks that a message is Pawl’s. It cannot be shown again."
  >
    <CodeBlock code={secret} what="Secret" />
    <div className="mt-4 flex justify-end">
      <Button variant="primary" onClick={onClose}>
        I have copied it
      </Button>
    </div>
  </Dialog>
)
