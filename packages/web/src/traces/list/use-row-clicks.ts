import { type RefObject, useEffect } from 'react'

/** A click anywhere on a row opens it, as its link does; on a control or a text selection it does not. */
export function useRowClicks(
  box: RefObject<HTMLElement | null>,
  onOpen: (traceId: string, inNewTab: boolean) => void,
): void {
  useEffect(() => {
    const element = box.current
    if (!element) return
    const onClick = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || event.target.closest('a, button')) return
      const traceId = event.target.closest('[data-trace]')?.getAttribute('data-trace')
      if (!traceId || window.getSelection()?.isCollapsed === false) return
      onOpen(traceId, event.ctrlKey || event.metaKey || event.button === 1)
    }
    element.addEventListener('click', onClick)
    element.addEventListener('auxclick', onClick)
    return () => {
      element.removeEventListener('click', onClick)
      element.removeEventListener('auxclick', onClick)
    }
  }, [box, onOpen])
}
