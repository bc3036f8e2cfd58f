/**
 * Lines of the dry run on network, servers and uplink, made from trials, or from the state of the talk that is on.
 * Pure.
 */
import { isIP } from 'node:net';
import type { DestinationStatus } from '../../media/published-destination.ts';
import { publishReason } from '../../media/publisher/publish-reason.ts';
import type { QualityLevel, QualityLimits } from '../../media/publisher/quality-level.ts';
import type { TestOutcome } from '../../media/rehearsal/test-publication.ts';
import { because, type Reason, withoutRecording } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import { addressOf } from '../../transport/transports.ts';
import { type Check, check, type Verdict } from './check.ts';
import { uplinkVerdict } from './uplink-verdict.ts';

const nameOf = ({ name, id }: { name: string; id: string }) => name || id;
const ok = (reason: Reason): Verdict => ({ level: 'ok', reason });
const degraded = (reason: Reason): Verdict => ({ level: 'degraded', reason });
const failing = (reason: Reason): Verdict => ({ level: 'failing', reason });

/** Faults of the way out of the building, whatever the server is. */
const OF_NETWORK = new Set<string>(['destinationUnresolvable', 'destinationNoLink', 'destinationPortal']);

/** Only a talk that goes on with less than full quality says something about its link. */
const THIN = {
  reduced: 'destinationReduced',
  stills: 'destinationStills',
  voice: 'destinationVoice',
} as const satisfies Record<Exclude<QualityLevel, 'full'>, string>;

export interface Tried {
  destination: Destination;
  outcome: TestOutcome;
}

export interface Needs {
  neededKbps: number;
  limits: QualityLimits;
  /** False: another process of this box may be on air. */
  mayPublish: boolean;
}

/** For a box with nothing on air. */
export function triedDestinations(tried: readonly Tried[], needs: Needs): Check[] {
  const servers = tried.map((one) => ({ ...one, server: serverVerdict(one, needs.mayPublish) }));
  return withNetwork(
    servers.map(({ destination, outcome, server }) => ({
      destination,
      server,
      uplink: measured(destination, outcome, server, needs),
    })),
  );
}

/** A talk is on. It is not disturbed: its own state shows how it gets out. */
export function talkDestinations(destinations: readonly Destination[], states: readonly DestinationStatus[]): Check[] {
  return withNetwork(
    destinations.flatMap((destination) => {
      const state = states.find(({ id }) => id === destination.id);
      if (!state) return [];
      return [{ destination, server: talkServer(state), uplink: talkUplink(state) }];
    }),
  );
}

function withNetwork(all: { destination: Destination; server: Verdict; uplink: Verdict }[]): Check[] {
  if (all.length === 0) return [check('server', ok(because('serverNone', 'no destination is enabled')))];
  return [
    check('network', networkVerdict(all)),
    ...all.map(({ destination, server }) => check('server', server, `destination-${destination.id}`)),
    ...all.map(({ destination, uplink }) => check('uplink', uplink, `uplink-${destination.id}`)),
  ];
}

function networkVerdict(all: { destination: Destination; server: Verdict }[]): Verdict {
  const bad = all.find(({ server }) => server.level !== 'ok' && OF_NETWORK.has(server.reason.code));
  if (bad) return failing(bad.server.reason);
  const hosts = [...new Set(all.map(({ destination }) => addressOf(destination).host))];
  const names = hosts.filter((host) => isIP(host.replace(/^\[|\]$/g, '')) === 0);
  if (names.length === 0) return ok(because('networkAddress', 'an address needs no name', { host: hosts.join(', ') }));
  return ok(because('networkName', 'resolved', { host: names.join(', ') }));
}

function serverVerdict({ destination, outcome }: Tried, mayPublish: boolean): Verdict {
  const name = nameOf(destination);
  switch (outcome.how) {
    case 'failed':
      if (outcome.why === 'stillHeld') return failing(because('serverHeld', outcome.tech, { name }));
      // Nothing is known of the server.
      if (outcome.why === 'boxBusy') return degraded(withoutRecording(publishReason(outcome, destination, null)));
      return failing(withoutRecording(publishReason(outcome, destination, outcome.between)));
    case 'reached':
      return ok(because(mayPublish ? 'serverReached' : 'serverLeftAlone', 'connected', { name }));
    case 'accepted':
      return ok(because('serverAccepts', 'published', { name }));
    case 'cut':
      return failing(because('serverCut', outcome.tech, { name }));
    case 'noSlate':
      return degraded(because('serverNoSlate', 'no slate came', { name }));
    case 'interrupted':
      return degraded(because('serverInterrupted', 'a talk began', { name }));
  }
}

function measured(
  destination: Destination,
  outcome: TestOutcome,
  server: Verdict,
  { neededKbps, limits }: Needs,
): Verdict {
  const name = nameOf(destination);
  if (outcome.how === 'accepted' || outcome.how === 'cut') {
    const { carriedKbps, offeredKbps } = outcome;
    if (carriedKbps === null) return degraded(because('uplinkNoTime', 'accepted late', { name }));
    if (outcome.how === 'accepted' || carriedKbps > 0)
      return uplinkVerdict({ name, carriedKbps, offeredKbps, neededKbps, limits });
  }
  // The line before gives the cause that prevents a measurement.
  const reason = because('uplinkUnknown', outcome.how, { name });
  return server.level === 'ok' ? ok(reason) : degraded(reason);
}

function talkServer(state: DestinationStatus): Verdict {
  const name = nameOf(state);
  const { phase, reason, kbps, level } = state;
  if (phase === 'live') {
    // A thin link belongs to the next line.
    if (reason && level === 'full') return degraded(reason);
    return ok(because('serverTakesTalk', `${kbps} kb/s`, { name, got: Math.round(kbps / 100) / 10 }));
  }
  return reason ? failing(reason) : degraded(because('serverConnecting', phase, { name }));
}

function talkUplink({ name, id, phase, level, kbps }: DestinationStatus): Verdict {
  const values = { name: name || id };
  const tech = `${kbps} kb/s`;
  if (phase !== 'live') return degraded(because('uplinkUnknown', phase, values));
  return level === 'full' ? ok(because('uplinkTalk', tech, values)) : degraded(because(THIN[level], tech, values));
}
