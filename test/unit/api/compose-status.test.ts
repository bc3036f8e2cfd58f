/** What is told of the whole box is true of each part. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { composeStatus, type StatusFacts } from '../../../device/api/compose-status.ts';
import type { RecordingStatus } from '../../../device/media/journal/journal.ts';
import { because } from '../../../device/reason.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';

const device = { phase: 'ok', name: 'one', reason: null } as const;

function factsWith(phase: RecordingStatus['phase'], language: 'en' | 'fr'): StatusFacts {
  const [id, name] = ['main', 'Server'];
  const { settings } = checkSettings({ destinations: [{ id, name, url: 'rtmp://host/live' }] });
  assert.ok(settings);
  return {
    ...{
      version: '1',
      language,
      bootedAt: '',
      clockTrusted: true,
      timeZone: 'UTC',
      seconds: 0,
      undoSeconds: null,
      endedSeconds: null,
      isSilent: false,
    },
    settings,
    session: { phase: 'ready' },
    recording: { phase, seconds: 0, bytes: 0, parts: 0, reason: null },
    destinations: [
      {
        ...{ id, name, phase: 'refused', seen: 'unknown', seenBy: null, viewerDelaySeconds: null, kbps: 0 },
        ...{ level: 'full', reconnects: 0, droppedFrames: 0, watchUrl: '' },
        reason: because('destinationRefused', 'x', { name }),
      } as StatusFacts['destinations'][number],
    ],
    camera: { ...device, framesPerSecond: 30, mode: null },
    microphone: device,
    levels: { rmsDb: -20, peakDb: -10 },
    analysis: { camera: [], microphone: [] },
    mediaFault: null,
    troubles: [],
    disk: { freeBytes: 1e12, reason: null },
    board: [],
  };
}

test('a server that refuses is told with the comfort that the recording goes on only where it does', () => {
  for (const language of ['en', 'fr'] as const)
    for (const phase of ['off', 'starting', 'recording', 'failed'] as const) {
      const status = composeStatus(factsWith(phase, language));
      const item = status.health.items.find(({ id }) => id === 'destination-main');
      for (const reason of [status.destinations[0]?.reason, item?.reason])
        assert.equal(
          /recording goes on\.$|enregistrement continue\.$/.test(reason?.message ?? ''),
          phase === 'starting' || phase === 'recording',
          `${phase}: ${reason?.message}`,
        );
    }
});
