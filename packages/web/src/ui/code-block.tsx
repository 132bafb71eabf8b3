import { CopyButton } from './copy-button.tsx'

/** A command or snippet to copy. Lines do not wrap: they are meant to be pasted. */
export const CodeBlock = ({ code, what }: { readonly code: string; readonly what: string }) => (
  <div className="flex items-start rounded-lg border bg-sunken">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
    <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto p-3 font-mono text-xs leading-5">
      {code}
    </pre>
    <CopyButton text={() => code} what={what} className="m-1.5 shrink-0" />
  </div>
)
