export { localCertificate, type MailReceiver, type ReceivedMail, startMailReceiver } from './mail-receiver.ts'
