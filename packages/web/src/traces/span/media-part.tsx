import { useQuery } from '@tanstack/react-query'
import { ExternalLink, Paperclip } from 'lucide-react'
import { useEffect, useState } from 'react'
import { getBlob, problemOf } from '../../api/index.ts'
import { formatBytes } from '../../ui/format/index.ts'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'
import { oneLine, safeHref, visibleText } from '../../ui/visible-text.ts'
import { type BlobReference, isDrawable, parseBlobReference } from './blob-reference.ts'

const chip = 'inline-flex max-w-full items-center gap-1.5 rounded-md border bg-sunken px-2 py-1 text-xs'

async function save(blob: BlobReference): Promise<void> {
  try {
    const extension = blob.mimeType.split('/')[1]?.replace(/\W.*/, '') ?? 'bin'
    saveFile(await getBlob(blob.sha256), `${blob.sha256.slice(0, 12)}.${extension}`)
  } catch (error) {
    showToast(problemOf(error).detail, 'error')
  }
}

/** Media stored by Pawl: its type and size, a way to save it, and the picture itself if it is one. */
function StoredMedia({ blob }: { readonly blob: BlobReference }) {
  return (
    <div className="space-y-1.5">
      <button type="button" title="Save the file" className={`${chip} hover:bg-hover`} onClick={() => void save(blob)}>
        <Paperclip aria-hidden size={12} className="text-ink-3" />
        {blob.mimeType}
        <span className="text-ink-3">{formatBytes(blob.bytes)}</span>
      </button>
      {isDrawable(blob.mimeType) ? <StoredImage blob={blob} /> : null}
    </div>
  )
}

function StoredImage({ blob }: { readonly blob: BlobReference }) {
  const [url, setUrl] = useState<string>()
  const bytes = useQuery({
    queryKey: ['blob', blob.sha256],
    queryFn: ({ signal }) => getBlob(blob.sha256, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data } = bytes
  useEffect(() => {
    if (!data) return
    const made = URL.createObjectURL(data)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [data])
  if (bytes.isError) return <p className="text-xs text-ink-3">The picture is no longer stored.</p>
  return (
    <div className="grid h-48 w-fit min-w-32 place-items-center overflow-hidden rounded-md border bg-sunken">
      {url ? <img src={url} alt="From the trace" className="max-h-48 max-w-full object-contain" /> : null}
    </div>
  )
}

export interface MediaPartProps {
  readonly mimeType: string | undefined
  readonly modality: string | undefined
  /** Inline bytes in base64, or a reference to stored ones. */
  readonly content: string
}

export function MediaPart({ mimeType, modality, content }: MediaPartProps) {
  const blob = parseBlobReference(content)
  if (blob) return <StoredMedia blob={blob} />
  return (
    <span className={chip}>
      <Paperclip aria-hidden size={12} className="text-ink-3" />
      {oneLine(mimeType ?? modality ?? 'media', 60)}
      <span className="text-ink-3">{formatBytes(Math.floor((content.length * 3) / 4))}, kept inline</span>
    </span>
  )
}

/** An address from a trace: never loaded, and a link only if it is http or https. */
export function RemoteLink({ uri }: { readonly uri: string }) {
  const blob = parseBlobReference(uri)
  if (blob) return <StoredMedia blob={blob} />
  const href = safeHref(uri)
  const shown = visibleText(uri.length > 300 ? `${uri.slice(0, 300)}…` : uri)
  if (!href) return <span className="font-mono text-xs break-all">{shown}</span>
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex max-w-full items-center gap-1 font-mono text-xs break-all text-accent hover:underline"
    >
      {shown}
      <ExternalLink aria-hidden size={11} className="shrink-0" />
    </a>
  )
}
