import type { KnownPrompt, PromptCache } from './prompt-cache.ts'

export interface WatchPromptOptions {
  /** `production` when left out. */
  readonly environment?: string
  /** Called with what is deployed first, and whenever something else is. Failures go to the client's `onError`. */
  readonly onChange?: (deployed: PromptDeployment) => void
}

export interface PromptDeployment {
  /** SHA-256 of the content. */
  readonly id: string
  readonly number: number
  /** ISO 8601. */
  readonly since: string
  readonly isUnprotected: boolean
}

/** Keeps a prompt fresh until it is closed. It does not keep the process alive. */
export interface PromptWatch {
  readonly close: () => void
}

export function watchPrompt(cache: PromptCache, name: string, options: WatchPromptOptions): PromptWatch {
  const { environment = 'production', onChange } = options
  let isClosed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let told = ''
  const tell = (known: KnownPrompt): void => {
    if (known.good === null) return
    const { id, number, since, isUnprotected } = known.good.deployed
    if (told === `${id} ${since}`) return
    told = `${id} ${since}`
    onChange?.({ id, number, since, isUnprotected })
  }
  const look = async (): Promise<void> => {
    const known = await cache.refresh({ name, environment })
    if (isClosed) return
    timer = unheld(setTimeout(look, cache.nextRefreshMs()))
    tell(known)
  }
  void look()
  return {
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Node's timers hold the process until they are told not to; elsewhere a timer is a number. */
function unheld(timer: ReturnType<typeof setTimeout>): ReturnType<typeof setTimeout> {
  const handle: unknown = timer
  if (typeof handle === 'object' && handle !== null && 'unref' in handle && typeof handle.unref === 'function')
    handle.unref()
  return timer
}
