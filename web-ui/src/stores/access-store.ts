/** The log-in of this page, and the question for the password where it lacks one. */
import { signal } from '@preact/signals';
import type { Access } from '../../../device/api/contract/access.ts';
import { BoxError, box } from '../api-client.ts';
import { connect } from '../feed.ts';
import { words } from '../words.ts';
import { showPicture } from './picture-store.ts';
import { notice } from './status-store.ts';

export const access = signal<Access | null>(null);
/** True while the password is being asked for. */
export const asking = signal(false);

/** The action refused for want of a password. It runs as soon as there is one. */
let pending: (() => Promise<void>) | null = null;

export function sentenceOf(error: unknown): string {
  return error instanceof BoxError ? error.message : words.lost;
}

/** Runs the task. Asks for the password where it is needed; shows the box's own sentence for any other refusal. */
export async function attempt(task: () => Promise<void>): Promise<void> {
  notice.value = null;
  try {
    await task();
  } catch (error) {
    if (error instanceof BoxError && error.status === 401) await askForPassword(task);
    else notice.value = sentenceOf(error);
  }
}

export async function askForPassword(task: (() => Promise<void>) | null = null): Promise<void> {
  pending = task;
  await refreshAccess();
  asking.value = true;
}

export async function refreshAccess(): Promise<void> {
  try {
    access.value = await box.access();
  } catch {
    // The page already shows that the box does not answer.
  }
}

/** Sets the first password or logs in. Throws the refusal of the box. */
export async function enter(password: string): Promise<void> {
  const claims = access.value?.password === 'unset';
  access.value = await (claims ? box.claim({ password }) : box.logIn({ password }));
  asking.value = false;
  connect();
  const task = pending;
  pending = null;
  if (task) await attempt(task);
}

export function giveUp(): void {
  asking.value = false;
  pending = null;
}

export async function leave(): Promise<void> {
  access.value = await box.logOut();
  showPicture(false);
  connect();
}
