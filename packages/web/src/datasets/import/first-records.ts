const mostPreviewed = 512_000

/** Enough of a file to preview it: of files with a record on each line the first whole lines, others whole. */
export async function firstRecords(file: File): Promise<Blob> {
  if (file.size <= mostPreviewed || !/\.(csv|tsv|jsonl|ndjson)$/i.test(file.name)) return file
  const head = file.slice(0, mostPreviewed)
  const bytes = new Uint8Array(await head.arrayBuffer())
  // The last line is most likely cut.
  const end = bytes.lastIndexOf(10)
  return end < 0 ? file : file.slice(0, end + 1)
}
