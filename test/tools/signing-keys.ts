/** Real keys of a folder of their own, and packages signed with them as `npm run package` does. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class SigningKeys {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async in(folder: string): Promise<SigningKeys> {
    await mkdir(folder, { mode: 0o700 });
    return new SigningKeys(folder);
  }

  /** Returns its fingerprint. */
  async make(name: string): Promise<string> {
    const address = `${name}@pupitre.invalid`;
    const parameters = [`${name} <${address}>`, 'ed25519', 'sign', 'never'];
    await this.#gpg('--passphrase', '', '--quick-generate-key', ...parameters);
    return /^fpr:+([0-9A-F]+):/m.exec(await this.#gpg('--with-colons', '--list-keys', address))?.[1] ?? '';
  }

  /** The public key, as text. */
  publicKey(key: string): Promise<string> {
    return this.#gpg('--export', '--armor', key);
  }

  async sign(file: string, key: string): Promise<void> {
    const env = { ...process.env, GNUPGHOME: this.#folder };
    await run('debsigs', ['--sign=origin', `--default-key=${key}`, file], { env });
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
