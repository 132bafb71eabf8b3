export { type Mail, type Mailer, type MailOutcome, openMailer } from './open-mailer.ts'
