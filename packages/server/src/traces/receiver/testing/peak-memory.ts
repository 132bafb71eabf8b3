const megabyte = 1024 ** 2

/** Runs `work` and returns by how many MB the resident memory of this process rose at its highest. */
export async function peakGrowthMb(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss()
  let peak = before
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 5)
  try {
    await work()
  } finally {
    clearInterval(sampler)
  }
  return (Math.max(peak, process.memoryUsage.rss()) - before) / megabyte
}
