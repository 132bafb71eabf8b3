import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, signIn } from '../api/index.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Logo } from '../ui/logo.tsx'

/** Shown in place of every page while the server wants a key. The address stays, so that the page opens afterwards. */
export function SignInPage() {
  const [key, setKey] = useState('')
  const queries = useQueryClient()
  const entering = useMutation({
    mutationFn: () => signIn(key.trim()),
    onSuccess: () => queries.resetQueries(),
  })
  const problem = entering.isError ? problemOf(entering.error) : undefined
  return (
    <main className="grid h-full place-items-center p-4">
      <form
        className="w-full max-w-sm rounded-xl border bg-surface p-6"
        onSubmit={(event) => {
          event.preventDefault()
          if (key.trim() !== '') entering.mutate()
        }}
      >
        <Logo size={32} />
        <h1 className="mt-3 mb-4 text-lg font-semibold">Sign in to Pawl</h1>
        <Field
          label="API key"
          hint="An admin makes one with: pawl keys create"
          error={problem ? [problem.detail, problem.fix].filter(Boolean).join(' ') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              type="password"
              autoComplete="current-password"
              placeholder="pawl_…"
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="mt-4 h-8! w-full"
          disabled={key.trim() === '' || entering.isPending}
        >
          Sign in
        </Button>
        <p className="mt-3 text-xs text-ink-3">The key is kept in a cookie that no script can read.</p>
      </form>
    </main>
  )
}
