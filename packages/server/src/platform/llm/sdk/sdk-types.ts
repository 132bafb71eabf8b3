import type { EmbeddingModel, LanguageModel } from 'ai'

/** The AI SDK's own interface to a provider: below `generateText`, which would download images and run tools itself. */
export type SdkModel = Extract<LanguageModel, { readonly specificationVersion: 'v3' }>
export type SdkEmbeddingModel = Extract<EmbeddingModel, { readonly specificationVersion: 'v3' }>
export type SdkCallOptions = Parameters<SdkModel['doGenerate']>[0]
export type SdkMessage = SdkCallOptions['prompt'][number]
export type SdkAnswer = Awaited<ReturnType<SdkModel['doGenerate']>>
export type SdkContent = SdkAnswer['content'][number]
type SdkStream = Awaited<ReturnType<SdkModel['doStream']>>['stream']
export type SdkStreamPart = SdkStream extends ReadableStream<infer Part> ? Part : never
export type SdkMetadata = NonNullable<SdkMessage['providerOptions']>
