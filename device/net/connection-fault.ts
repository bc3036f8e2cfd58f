/** The one list of faults of a connection, from the codes of Node, the resolver and OpenSSL. Pure. */
import type { NETWORK_FAULTS } from '../sentences/network-faults.ts';

/** Its clause in both languages is in `NETWORK_FAULTS`. */
export type FaultKind = keyof typeof NETWORK_FAULTS;

/** Points that a person checks first: the name, the way, the certificate. */
export type FaultGroup = 'unresolvable' | 'unreachable' | 'tls';

export interface ConnectionFault {
  kind: FaultKind;
  /** Technical words for the log. */
  tech: string;
}

/** Code of the error of a lookup that found only inner addresses (`inner-address.ts`). */
export const INNER_CODE = 'EINNERADDRESS';

const BY_CODE: readonly [codes: RegExp, kind: FaultKind][] = [
  // The resolver's, Node's, c-ares' and nodemailer's names for the same.
  [/^(ENOTFOUND|EAI_\w+|EDNS|ENODATA|ESERVFAIL|EBADNAME|EBADRESP)$/, 'nameUnknown'],
  [new RegExp(`^${INNER_CODE}$`), 'innerAddress'],
  [/^ECONNREFUSED$/, 'portClosed'],
  [/^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, 'noRoute'],
  [/^(ETIMEDOUT|ETIMEOUT|ESOCKETTIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT|ABORT_ERR)$/, 'silent'],
  [/^(HPE_\w+)$/, 'notHttp'],
  // X.509 verdicts have names without a prefix of their own (`openssl verify`, "Diagnostics").
  [/^(CERT_HAS_EXPIRED|CRL_HAS_EXPIRED)$/, 'certificateExpired'],
  [/^(CERT_NOT_YET_VALID|CRL_NOT_YET_VALID)$/, 'certificateEarly'],
  [/^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/, 'certificateName'],
  [/CERT|CRL|SIGNATURE|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|ISSUER|^UNSPECIFIED$/, 'certificateUnknown'],
  [/^(ERR_TLS\w*|ERR_SSL\w*|EPROTO|ETLS)$/, 'noTls'],
];

const GROUPS: Readonly<Record<FaultKind, FaultGroup>> = {
  nameUnknown: 'unresolvable',
  innerAddress: 'unreachable',
  portClosed: 'unreachable',
  noRoute: 'unreachable',
  silent: 'unreachable',
  cut: 'unreachable',
  notHttp: 'unreachable',
  certificateExpired: 'tls',
  certificateEarly: 'tls',
  certificateName: 'tls',
  certificateUnknown: 'tls',
  noTls: 'tls',
};

/**
 * Classifies an error of a socket, of a request or of nodemailer. An unknown one counts as a connection that was cut.
 */
export function connectionFault(error: unknown): ConnectionFault {
  const { code = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  const tech = message || eachMessage(error) || code || 'no detail';
  // A library's own code, such as nodemailer's ESOCKET, comes before the one in the message.
  const names = [code, ...(tech.match(/\bE[A-Z]{4,}\b/g) ?? [])];
  const known = BY_CODE.find(([codes]) => names.some((name) => codes.test(name)));
  if (known) return { kind: known[1], tech };
  return { kind: /SSL routines|tls_/i.test(message) ? 'noTls' : 'cut', tech };
}

export function groupOf(kind: FaultKind): FaultGroup {
  return GROUPS[kind];
}

/** A name with several addresses fails with one error for each of them, and no message of its own. */
function eachMessage(error: unknown): string {
  const { errors } = (error ?? {}) as Partial<AggregateError>;
  return Array.isArray(errors) ? errors.map(({ message }: Error) => message).join('; ') : '';
}
