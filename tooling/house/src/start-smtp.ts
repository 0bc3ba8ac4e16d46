/** A mail server for a house: `startHouse({ settings: { SMTP_URL: smtp.url, MAIL_FROM: … } })`. */
export { startSmtp, type ReceivedMail, type Smtp } from '@geko/mail/testing/start-smtp';
