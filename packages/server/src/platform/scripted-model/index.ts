export type { ModelReply, ModelRequest, ModelScript, ReplyFault, ScriptedToolCall } from './model-script.ts'
export { type ModelServer, type ModelServerOptions, startModelServer } from './model-server.ts'
