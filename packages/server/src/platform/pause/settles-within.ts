/**
 * Waits for the work, but no longer than so many milliseconds. No timer is left: a process ends no sooner than its last one.
 *
 * @returns whether it settled in time; the work goes on where it did not
 * @throws what the work throws in time
 */
export async function settlesWithin(work: Promise<unknown>, maxWaitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), maxWaitMs)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
