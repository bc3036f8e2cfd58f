/**
 * Work that is started and not awaited. Its failure is a fault of the program itself, and must not end the service
 * during a talk as an unhandled rejection would: one listener gets it, and the owner continues.
 */

let report: (fault: unknown) => void = (fault) => process.stderr.write(`${describe(fault)}\n`);

/** @param otherwise the owner's substitute, such as a later retry */
export function inBackground(work: Promise<unknown>, otherwise: () => void = () => {}): void {
  work.catch((fault: unknown) => {
    report(fault);
    otherwise();
  });
}

/** Sets the one listener for faults of all such work, and of every other promise that nobody handles. */
export function onBackgroundFault(listener: (fault: unknown) => void): void {
  process.off('unhandledRejection', report);
  report = listener;
  process.on('unhandledRejection', listener);
}

const describe = (fault: unknown) => (fault instanceof Error ? fault.stack : String(fault));
