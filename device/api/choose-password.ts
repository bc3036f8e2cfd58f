import { newBrowserKey, readAuthFile, writeAuthFile } from './auth-file.ts';
import { newPassword } from './password-hash.ts';

/**
 * Sets the password, whatever it was before; for the person who holds the box, while its service does not run. Cookies
 * end; programs keep their tokens. @throws when the file cannot be written.
 */
export async function choosePassword(file: string, password: string): Promise<void> {
  const before = await readAuthFile(file);
  const { tokens, browserKey } = before.phase === 'set' ? before.record : { tokens: [], browserKey: newBrowserKey() };
  await writeAuthFile(file, { version: 1, password: await newPassword(password), tokens, cookies: [], browserKey });
}
