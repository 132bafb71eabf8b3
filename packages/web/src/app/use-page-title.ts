import { useEffect } from 'react'

const product = 'Pawl'

/** The words of the page's heading; parts that only a gap sets apart have a space between them. */
function headingOf(page: HTMLElement): string {
  const heading = page.querySelector('h1')
  if (heading === null) return ''
  const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT)
  const words: string[] = []
  while (texts.nextNode()) words.push(texts.currentNode.textContent ?? '')
  return words.join(' ').replace(/\s+/g, ' ').trim()
}

/** Tabs, history and bookmarks name a page by its heading, whenever it comes or changes. */
export function usePageTitle(page: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = page.current
    if (element === null) return
    const name = () => {
      const heading = headingOf(element)
      const title = heading === '' ? product : `${heading} · ${product}`
      if (document.title !== title) document.title = title
    }
    const observer = new MutationObserver(name)
    observer.observe(element, { childList: true, characterData: true, subtree: true })
    name()
    return () => observer.disconnect()
  }, [page])
}
