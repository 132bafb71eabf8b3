export interface TestRequest {
  readonly project: string
  readonly name: string
  /** A small one of the provider, or the first that it lists, when left out. */
  readonly model?: string | undefined
}
