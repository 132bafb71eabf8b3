export { localCertificate, type MailReceiver, startMailReceiver } from './mail-receiver.ts'
