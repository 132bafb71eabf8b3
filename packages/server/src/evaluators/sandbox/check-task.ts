/** What the threads are asked. Subjects travel as JSON text, which costs less than a copy of objects. */
export type CheckTask =
  | {
      readonly type: 'code'
      readonly source: string
      readonly subject: string
      readonly timeoutMs: number
      readonly memoryMb: number
    }
  | { readonly type: 'pattern'; readonly pattern: string; readonly flags: string; readonly text: string }
  | { readonly type: 'json_schema'; readonly definition: string; readonly subject: string }

/** `problem` is a sentence without a full stop, about the code or the schema. */
export type CheckAnswer =
  | { readonly type: 'answer'; readonly value: unknown }
  | { readonly type: 'problem'; readonly message: string }
  /** It was ended from outside. */
  | { readonly type: 'killed' }

export type FromThread =
  | { readonly type: 'ready' }
  /** What a task needs is loaded first; that time is not the task's. */
  | { readonly type: 'loading' }
  | { readonly type: 'loaded' }
  | { readonly type: 'done'; readonly answer: CheckAnswer }
