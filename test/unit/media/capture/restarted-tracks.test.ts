import assert from 'node:assert/strict';
import test from 'node:test';
import { restartedTracks } from '../../../../device/media/capture/restarted-tracks.ts';
import { checkSettings } from '../../../../device/settings/settings-faults.ts';
import { type Settings, type SettingsNode, SettingsSchema } from '../../../../device/settings/settings-schema.ts';

function settings(change: object = {}): Settings {
  const { settings: checked, faults } = checkSettings(change);
  return checked ?? assert.fail(JSON.stringify(faults));
}

/** Every key of an object, with the path to it; lists are one key. */
function keysOf(node: SettingsNode, path: string[] = []): [string[], SettingsNode & { enum?: unknown[] }][] {
  if (!node.properties) return [[path, node]];
  return Object.entries(node.properties).flatMap(([key, inner]) => keysOf(inner, [...path, key]));
}

test('each key of the schema restarts what it says, and nothing else', () => {
  let marked = 0;
  for (const [path, node] of keysOf(SettingsSchema as SettingsNode)) {
    assert.equal(node.restart === 'capture', node.tracks !== undefined, path.join('.'));
    const other = structuredClone(settings()) as unknown as Record<string, unknown>;
    const last = path.at(-1) as string;
    const group = path.slice(0, -1).reduce((into, key) => into[key] as Record<string, unknown>, other);
    // What differs decides, not what it is: `never` is one of the values at which `separateLive` counts.
    group[last] = node.restartAt?.[0] ?? 'another';
    assert.deepEqual(restartedTracks(other as unknown as Settings, settings()), node.tracks ?? [], path.join('.'));
    marked += node.tracks ? 1 : 0;
  }
  assert.ok(marked >= 9);
});

test('between values that one pipeline serves nothing restarts', () => {
  const live = (separateLive: string) => settings({ encoder: { separateLive } });
  assert.deepEqual(restartedTracks(live('always'), live('auto')), []);
  assert.deepEqual(restartedTracks(live('auto'), live('never')), ['video', 'audio']);
});

test('without a camera, or from one file, the sound changes its line', () => {
  const of = (camera: string, microphone = 'auto') =>
    settings({ camera: { device: camera }, microphone: { device: microphone } });
  assert.deepEqual(restartedTracks(of('none'), of('auto', 'test')), ['video', 'audio']);
  assert.deepEqual(restartedTracks(of('replay:/a.mp4', 'replay:/a.mp4'), of('auto', 'replay:/a.mp4')), [
    'video',
    'audio',
  ]);
  for (const camera of ['test', 'auto', '/dev/v4l/by-path/b'])
    assert.deepEqual(restartedTracks(of(camera), of('/dev/v4l/by-path/a')), ['video'], camera);
});
