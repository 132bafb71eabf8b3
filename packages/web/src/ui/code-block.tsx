import { CopyButton } from './copy-button.tsx'

/** A command or snippet to copy. Lines do not wrap: they are meant to be pasted. */
export const CodeBlock = ({ code, what }: { readonly code: string; readonly what: string }) => (
  <div className="relative rounded-lg border bg-sunken">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
    <pre tabIndex={0} className="overflow-x-auto p-3 pr-12 font-mono text-xs leading-5">
      {code}
    </pre>
    <CopyButton text={() => code} what={what} className="absolute top-1.5 right-1.5 bg-sunken" />
  </div>
)
