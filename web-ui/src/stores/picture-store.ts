/** Pictures from the box, which makes them only while somebody looks. */
import { signal } from '@preact/signals';
import { listen, send } from '../feed.ts';

/** Address of the newest picture. */
export const picture = signal<string | null>(null);
export const pictureWanted = signal(false);

export function showPicture(on: boolean): void {
  pictureWanted.value = on;
  dropPicture();
  ask();
}

export function dropPicture(): void {
  // Read without subscribing: the caller must not run again when the picture changes.
  const shown = picture.peek();
  if (shown) URL.revokeObjectURL(shown);
  picture.value = null;
}

/** Nobody looks at a hidden page, so the box need not make pictures for it. */
const ask = () => send({ type: 'preview', on: pictureWanted.value && !document.hidden });

listen({
  opened() {
    if (pictureWanted.value) ask();
  },
  picture(jpeg) {
    dropPicture();
    picture.value = URL.createObjectURL(jpeg);
  },
  message(message) {
    if (message.type === 'error') pictureWanted.value = false;
  },
  lost: dropPicture,
});

document.addEventListener('visibilitychange', () => {
  if (pictureWanted.value) ask();
});
