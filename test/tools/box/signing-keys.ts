/** Real keys of a folder of their own, and packages signed with them as `npm run package` does. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SIGN_PACKAGE = resolve(import.meta.dirname, '../../../image/package/sign-package.sh');

export class SigningKeys {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async in(folder: string): Promise<SigningKeys> {
    await mkdir(folder, { mode: 0o700 });
    return new SigningKeys(folder);
  }

  /** Returns its hashOf. */
  async make(name: string, kind: 'ed25519' | 'rsa3072' = 'ed25519'): Promise<string> {
    const address = `${name}@pupitre.invalid`;
    const parameters = [`${name} <${address}>`, kind, 'sign', 'never'];
    await this.#gpg('--passphrase', '', '--quick-generate-key', ...parameters);
    return /^fpr:+([0-9A-F]+):/m.exec(await this.#gpg('--with-colons', '--list-keys', address))?.[1] ?? '';
  }

  /** The public key, as text. */
  publicKey(key: string): Promise<string> {
    return this.#gpg('--export', '--armor', key);
  }

  async sign(file: string, key: string): Promise<void> {
    const env = { ...process.env, GNUPGHOME: this.#folder };
    await run('bash', [SIGN_PACKAGE, file, key], { env });
  }

  /** As on another day, or today again: keys that are made, and what is signed. */
  async setClock(day: Date | null): Promise<void> {
    const line = day === null ? '' : `faked-system-time ${Math.floor(day.getTime() / 1000)}\n`;
    await writeFile(join(this.#folder, 'gpg.conf'), line);
  }

  /** gpg starts an agent for the folder, which ends with it or here. */
  async close(): Promise<void> {
    await run('gpgconf', ['--homedir', this.#folder, '--kill', 'gpg-agent']).catch(() => {});
  }

  async #gpg(...words: string[]): Promise<string> {
    const { stdout } = await run('gpg', ['--homedir', this.#folder, '--batch', '-q', ...words]);
    return stdout;
  }
}
