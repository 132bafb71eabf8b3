export { BodyBudget } from './body-budget.ts'
export type { IngestOutcome, IngestRequest } from './ingest-port.ts'
export { startOtlpGrpc } from './otlp-grpc.ts'
export { createOtlpHttp } from './otlp-http.ts'
