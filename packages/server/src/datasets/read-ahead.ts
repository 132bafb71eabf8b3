/** The values of a source, each asked for while whoever iterates works on the one before it. */
export async function* readAhead<Value>(source: AsyncIterable<Value>): AsyncGenerator<Value> {
  const iterator = source[Symbol.asyncIterator]()
  let coming = iterator.next()
  try {
    for (;;) {
      const { done, value } = await coming
      if (done === true) return
      coming = iterator.next()
      // It is awaited in the next turn; until then its failure is nobody's.
      coming.catch(() => undefined)
      yield value
    }
  } finally {
    await coming.catch(() => undefined)
    await iterator.return?.()
  }
}
