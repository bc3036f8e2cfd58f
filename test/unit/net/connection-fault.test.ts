/** Every way a connection fails, by the errors that Node, the resolver and nodemailer give: one list, one sentence each. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type LookupFunction } from 'node:net';
import test from 'node:test';
import { connectionFault, groupOf } from '../../../device/net/connection-fault.ts';
import { because, sentence } from '../../../device/reason.ts';
import { NETWORK_FAULTS } from '../../../device/sentences/network-faults.ts';

/** Codes of Node 20 to 26 (`lib/internal/errors.js`, `src/crypto/crypto_common.cc`), of c-ares and of nodemailer. */
const CODES: Record<string, string> = {
  ENOTFOUND: 'nameUnknown',
  EAI_AGAIN: 'nameUnknown',
  EAI_NONAME: 'nameUnknown',
  EDNS: 'nameUnknown',
  ESERVFAIL: 'nameUnknown',
  EINNERADDRESS: 'innerAddress',
  ECONNREFUSED: 'portClosed',
  ENETUNREACH: 'noRoute',
  EHOSTUNREACH: 'noRoute',
  EADDRNOTAVAIL: 'noRoute',
  ETIMEDOUT: 'silent',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  HPE_INVALID_CONSTANT: 'notHttp',
  HPE_HEADER_OVERFLOW: 'notHttp',
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateEarly',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateName',
  HOSTNAME_MISMATCH: 'certificateName',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateUnknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificateUnknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificateUnknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificateUnknown',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'certificateUnknown',
  INVALID_CA: 'certificateUnknown',
  INVALID_PURPOSE: 'certificateUnknown',
  PATH_LENGTH_EXCEEDED: 'certificateUnknown',
  CERT_REVOKED: 'certificateUnknown',
  EPROTO: 'noTls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'noTls',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'noTls',
  ETLS: 'noTls',
};

for (const [code, kind] of Object.entries(CODES)) {
  test(`${code} is ${kind}`, () => {
    assert.deepEqual(connectionFault(Object.assign(new Error('why'), { code })), { kind, tech: 'why' });
  });
}

test('what is known of none of them is a connection that was cut, whatever it is', () => {
  for (const error of [new Error('?'), Object.assign(new Error('?'), { code: 'ENEW' }), null, undefined, 'text', {}])
    assert.equal(connectionFault(error).kind, 'cut');
  assert.equal(connectionFault(new Error('write EPROTO 123:error:0A00010B:SSL routines::wrong')).kind, 'noTls');
});

test('a library that has a code of its own names the one beneath in its message', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ESOCKET' });
  assert.equal(connectionFault(error).kind, 'portClosed');
});

test('a name with two addresses that both fail says so for each', async () => {
  const lookup: LookupFunction = (_, __, done) =>
    done(null, [
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.3', family: 4 },
    ]);
  const socket = connect({ host: 'two.example', port: 9, lookup, autoSelectFamily: true });
  const [error] = (await once(socket, 'error').catch((thrown: Error) => [thrown])) as [Error];
  const { kind, tech } = connectionFault(error);
  assert.equal(kind, 'portClosed');
  assert.match(tech, /127\.0\.0\.2:9.*127\.0\.0\.3:9/);
});

test('each has a group and reads as part of a sentence, in both languages', () => {
  for (const kind of Object.keys(NETWORK_FAULTS) as (keyof typeof NETWORK_FAULTS)[]) {
    assert.match(groupOf(kind), /^(unresolvable|unreachable|tls)$/);
    const reason = because('receiptTls', '', { host: 'h.example', fault: kind });
    assert.match(
      sentence(reason, 'en'),
      /^The receipt cannot be sent: (?=.*h\.example)[a-z].*; the box tries again by itself\.$/,
    );
    assert.match(
      sentence(reason, 'fr'),
      /^Le bilan ne peut pas partir\u00a0: (?=.*h\.example)\p{Ll}.*réessaie tout seul\.$/u,
    );
  }
});
