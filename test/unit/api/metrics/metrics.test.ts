import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { FAMILIES, type Moment } from '../../../../device/api/metrics/metric-families.ts';
import { metricsText } from '../../../../device/api/metrics/metrics-text.ts';
import { boardFacts, readyStatus } from '../../../tools/api/fake-collaborators.ts';

const moment = (parts: Partial<Moment> = {}): Moment => ({
  status: readyStatus(),
  board: boardFacts(),
  isHealthy: true,
  uptimeSeconds: 4000,
  process: {
    cpuSeconds: 12,
    residentBytes: 80_000_000,
    uptimeSeconds: 3600,
    eventLoop: { maxSeconds: 0.02, p99Seconds: 0.001 },
  },
  ...parts,
});
const samples = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const sampleOf = (text: string, sample: string) =>
  samples(text)
    .find((line) => line.startsWith(`${sample} `))
    ?.slice(sample.length + 1);

test('what is known has its line, what is not available has none', async () => {
  const { text, contentType } = await metricsText(moment());
  assert.match(contentType, /^text\/plain; version=0\.0\.4/);
  assert.equal(sampleOf(text, 'pupitre_temperature_celsius'), '54.5');
  assert.equal(sampleOf(text, 'pupitre_info{room_name="Amphi A",version="0.1.0"}'), '1');
  assert.equal(sampleOf(text, 'pupitre_recording_phase{phase="off"}'), '1');
  assert.equal(sampleOf(text, 'pupitre_frames_lost_total{destination="main"}'), '0');
  // Not yet known, which is neither seen nor unseen.
  assert.equal(sampleOf(text, 'pupitre_destination_seen{destination="main"}'), undefined);

  const bare = (
    await metricsText(moment({ board: boardFacts({ temperatureCelsius: null, usbErrors: null, links: [] }) }))
  ).text;
  assert.doesNotMatch(bare, /pupitre_temperature_celsius|pupitre_usb_errors|pupitre_network_up/);
  assert.doesNotMatch((await metricsText(moment({ board: null }))).text, /memory_available|worker_crashes/);
});

test('OpenMetrics for whoever names it, and the text format again for the next', async () => {
  const accept =
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain';
  const open = await metricsText(moment(), accept);
  assert.match(open.contentType, /^application\/openmetrics-text; version=1\.0\.0/);
  assert.ok(open.text.endsWith('\n# EOF\n'));
  assert.match(open.text, /^# TYPE pupitre_usb_errors counter$/m);
  assert.deepEqual(samples(open.text), samples((await metricsText(moment())).text));
  assert.match((await metricsText(moment(), 'text/plain')).text, /^# TYPE pupitre_usb_errors_total counter$/m);
});

test('neither a title nor an address nor a name of a device is in them', async () => {
  const status = readyStatus();
  status.session = { ...status.session, phase: 'running', id: '2026-11-22T10-00-00-x', title: 'Les ondes' };
  const { text } = await metricsText(moment({ status }));
  assert.doesNotMatch(text, /Les ondes|2026-11-22|https?:|C920|Samson/);
  assert.equal(sampleOf(text, 'pupitre_session_running'), '1');
});

test("every metric is in the table of the server's README, with its help", async () => {
  const readme = await readFile(new URL('../../../../image/server/README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `(pupitre|process|nodejs)_/.test(line));
  const cells = rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  assert.deepEqual(
    cells,
    FAMILIES.map(({ name, labels = [], help }) => [`\`${name}\``, labels.join(', '), help]),
  );
});
