/** Time zone of the times that the box shows: that of the settings, else that of its system. */

const OF_SYSTEM = process.env.TZ;

/**
 * Name of a zone such as `Europe/Paris`, from any case of its letters; null for none. An offset such as `+01:00` has no
 * summer time.
 */
export function timeZoneNamed(name: string): string | null {
  if (!/^[a-z]/i.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/**
 * Sets the zone of all local times of this process, and of those that it starts. Node.js reads `TZ` again when it is
 * written.
 * @param name empty: the zone of the system
 */
export function setTimeZone(name: string): void {
  const zone = timeZoneNamed(name) ?? OF_SYSTEM;
  if (zone === process.env.TZ) return;
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

/** The name of the zone in force. A system whose zone has no name counts as UTC, as it does for all times made here. */
export function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}
