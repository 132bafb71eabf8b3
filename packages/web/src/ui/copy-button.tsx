import { Copy } from 'lucide-react'
import { Button, IconButton } from './button.tsx'
import { copyText } from './copy-text.ts'
import { showToast } from './toast.tsx'

/** Copies and says so. `text` is asked for only when pressed: building it may be costly. */
export async function copyAndSay(text: string, what: string): Promise<void> {
  const copied = await copyText(text)
  if (copied) showToast(`${what} copied`)
  else showToast(`The browser refused to copy. Select the text and copy it by hand.`, 'error')
}

export interface CopyButtonProps {
  readonly text: () => string
  /** What is copied, as in "Trace id". */
  readonly what: string
  readonly label?: string
  readonly className?: string
}

export function CopyButton({ text, what, label, className }: CopyButtonProps) {
  const copy = () => void copyAndSay(text(), what)
  const style = className === undefined ? {} : { className }
  return label === undefined ? (
    <IconButton icon={Copy} label={`Copy ${what.toLowerCase()}`} onClick={copy} {...style} />
  ) : (
    <Button icon={Copy} onClick={copy} {...style}>
      {label}
    </Button>
  )
}
