export {
  createPawlClient,
  type Feedback,
  type FeedbackResult,
  type FeedbackSubject,
  type PawlClient,
  type PawlClientOptions,
} from './create-pawl-client.ts'
export { PawlError } from './pawl-error.ts'
