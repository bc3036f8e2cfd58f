/**
 * Work that is started and not waited for. What fails in it is a fault of the program's own, and must not end the service
 * during a talk, as a rejection that nobody catches would: it is told to one listener, and the owner goes on.
 */

let tell: (fault: unknown) => void = (fault) => process.stderr.write(`${describe(fault)}\n`);

/** @param otherwise what the owner does in its place, such as trying again later */
export function inBackground(work: Promise<unknown>, otherwise: () => void = () => {}): void {
  work.catch((fault: unknown) => {
    tell(fault);
    otherwise();
  });
}

/** Of all such work, and of every other promise that nobody looks after. Replaces the listener before it. */
export function onBackgroundFault(listener: (fault: unknown) => void): void {
  process.off('unhandledRejection', tell);
  tell = listener;
  process.on('unhandledRejection', listener);
}

const describe = (fault: unknown) => (fault instanceof Error ? fault.stack : String(fault));
