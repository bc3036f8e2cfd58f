/** A certificate of the test's own for `localhost` and `127.0.0.1`, signed by itself. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface OwnCertificate {
  /** Paths of PEM files. */
  certificate: string;
  key: string;
}

export function ownCertificate(folder: string, name = 'own'): OwnCertificate {
  const files = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  const words =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', files.key, '-out', files.certificate], { stdio: 'ignore' });
  return files;
}
