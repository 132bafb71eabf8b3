export { BodyBudget, type BodyBudgetOptions } from './body-budget.ts'
export type {
  Authenticate,
  IngestCaller,
  IngestOutcome,
  IngestPort,
  IngestRequest,
  StoredSignal,
} from './ingest-port.ts'
export { type OtlpGrpcOptions, type OtlpGrpcServer, startOtlpGrpc } from './otlp-grpc.ts'
export { createOtlpHttp, type OtlpHttpHandler, type OtlpHttpOptions } from './otlp-http.ts'
