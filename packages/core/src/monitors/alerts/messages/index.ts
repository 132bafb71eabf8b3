export {
  type AlertMessage,
  type AlertNews,
  alertMessage,
  alertPage,
  type ToldEvent,
  timeText,
  toldEvents,
} from './alert-message.ts'
export { type ChatMessage, chatMessage } from './chat-message.ts'
export { type MailMessage, mailMessage } from './mail-message.ts'
export { webhookMessage } from './webhook-message.ts'
