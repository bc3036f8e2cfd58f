/** Makes sessions, each with an id of its own. */
import { bootId, bootMoment } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import { isClockTrusted } from '../../platform/clock.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { StartRequest } from './session-controller.ts';
import { sessionId, syncedId } from './session-id.ts';
import type { Session } from './session-state.ts';

export class SessionNames {
  readonly #clock: Clock;
  readonly #settings: () => Settings;
  readonly #taken = new Set<string>();

  constructor({ clock, settings }: { clock: Clock; settings(): Settings }) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Reserves the id. */
  take(id: string): void {
    this.#taken.add(id);
  }

  newSession({ title, startedBy }: StartRequest): Session {
    const { room, recording } = this.#settings();
    const clockTrusted = isClockTrusted();
    const id = sessionId({
      title,
      roomName: room.name,
      wallMs: this.#clock.wallMs(),
      clockTrusted,
      boot: bootId(),
      taken: (candidate) => this.#taken.has(candidate),
    });
    this.take(id);
    return {
      id,
      title,
      startedBy,
      startedWallMs: this.#clock.wallMs(),
      startedOn: clockTrusted ? 'clock' : bootMoment(this.#clock),
      recorded: recording.enabled,
      secondsBefore: 0,
      startedMonotonicMs: this.#clock.monotonicMs(),
      offTheRecord: false,
      marks: [],
    };
  }

  /** For a recording that began at this time under an id without a time: the id with it. Null where it has one. */
  syncedId(id: string, startedMs: number): string | null {
    return syncedId(id, startedMs, (candidate) => this.#taken.has(candidate));
  }
}
