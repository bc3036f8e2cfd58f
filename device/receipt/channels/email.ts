/** By e-mail, to each recipient by itself: one whose address is wrong keeps nobody else waiting. */
import { connectionFault, groupOf } from '../../net/connection-fault.ts';
import { because, type Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { Channel } from '../message.ts';
import { faultReason } from './http-send.ts';

const CONNECTION_MS = 15_000;
/** Servers that check for spam take their time over an answer. */
const SILENCE_MS = 60_000;

type Email = Settings['receipt']['email'];

export const email: Channel = {
  recipients: ({ email: { host, to } }) => (host === '' ? [] : to),
  isIncomplete: ({ email: { host, to, user, password } }) =>
    host === '' ? to.length > 0 || user !== '' || password !== '' : to.length === 0,
  async send({ id, subject, text }, to, { email: settings }, { signal }) {
    const { host, port, security, user, password } = settings;
    // Only a box that sends e-mail pays for it: some hundred kilobytes.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user !== '' && { auth: { user, pass: password } }),
      connectionTimeout: CONNECTION_MS,
      greetingTimeout: CONNECTION_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const from = senderOf(settings);
      await transport.sendMail({
        from: { name: 'Pupitre', address: from },
        to: { name: '', address: to },
        subject,
        text,
        signal,
        messageId: `<${id.replace(/[^A-Za-z0-9.-]/g, '.')}@${from.split('@')[1]}>`,
        // Out-of-office answers help nobody.
        headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
      });
      return null;
    } catch (error) {
      return faultOf(error as SmtpError, to, host);
    } finally {
      transport.close();
    }
  },
};

/** Servers that know their users by a bare name take mail from that name at their own host. */
function senderOf({ from, user, host }: Email): string {
  if (from !== '') return from;
  return user.includes('@') ? user : `${user || 'pupitre'}@${host}`;
}

interface SmtpError extends NodeJS.ErrnoException {
  /** Status that the server answered, such as 550. */
  responseCode?: number;
  /** Command that it answered to, such as `RCPT TO`. */
  command?: string;
  /** Fault of the socket, beneath nodemailer's own code. */
  cause?: unknown;
}

function faultOf(error: SmtpError, to: string, host: string): Reason {
  const { code = '', responseCode: status, command = '', message, cause } = error;
  if (code === 'EAUTH' || code === 'ENOAUTH') return because('receiptNotLetIn', message, { host });
  if (status === undefined) {
    const fault = connectionFault({ message, code: causeOf(cause) ?? code });
    // Encryption was asked for, and there is none, whatever the socket says of its end.
    const isTls = code === 'ETLS' && groupOf(fault.kind) !== 'tls';
    return faultReason(isTls ? { ...fault, kind: 'noTls' } : fault, host);
  }
  if (status < 500) return because('receiptServerFault', message, { host, status });
  if (command === 'RCPT TO') return because('receiptRecipientRefused', message, { host, to });
  return because('receiptRefused', message, { host, status });
}

const causeOf = (cause: unknown) => (cause as NodeJS.ErrnoException | undefined)?.code;
