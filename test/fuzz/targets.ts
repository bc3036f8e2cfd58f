/** Every parser of bytes that others write, one line each: `npm run test:fuzz` and a short turn of `npm test` go through it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireKnownHost } from '../../device/api/host-check.ts';
import { parseClientMessage } from '../../device/api/live/client-message.ts';
import { isProxy } from '../../device/api/proxies.ts';
import { Refused } from '../../device/api/refused.ts';
import { requestLanguage } from '../../device/api/request-language.ts';
import { parseHotspot } from '../../device/card/hotspot.ts';
import { wifiNameIn, wifiPasswordIn } from '../../device/card/network-profile.ts';
import { readCard } from '../../device/card/read-card.ts';
import { fromFile as desiredFrom } from '../../device/control/session/desired-state.ts';
import { outcomeFrom, pendingFrom, progressFrom, refusalFrom } from '../../device/control/update/update-state.ts';
import { avcConfig } from '../../device/media/flv/avc-config.ts';
import { FlvParser } from '../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture, payloadOf } from '../../device/media/flv/flv-tag.ts';
import { metadataOf } from '../../device/media/flv/metadata-tag.ts';
import { TrackParser } from '../../device/media/hub/track-parser.ts';
import { aacConfig } from '../../device/media/journal/aac-config.ts';
import { countingPackets } from '../../device/media/journal/mp4-packet-counts.ts';
import { partStartOf } from '../../device/media/journal/part-start.ts';
import { TsMuxer } from '../../device/media/mpegts/ts-muxer.ts';
import { JpegParts } from '../../device/media/preview/jpeg-parts.ts';
import { PlaylistParser } from '../../device/media/read-back/playlist.ts';
import { tracksOf } from '../../device/media/read-back/segment-tracks.ts';
import { SentMarks } from '../../device/media/read-back/sent-marks.ts';
import { parseCameraControls } from '../../device/media/source/parse-camera-controls.ts';
import { parseCameraModes } from '../../device/media/source/parse-camera-modes.ts';
import { parseSoundCards } from '../../device/media/source/parse-sound-cards.ts';
import { CookieJar } from '../../device/net/cookie-jar.ts';
import { keyDeviceIn, LONG_BYTES } from '../../device/platform/lines/evdev-device.ts';
import { EvdevEvents } from '../../device/platform/lines/evdev-events.ts';
import { decodeFile } from '../../device/platform/text-file.ts';
import { isReason, sentence } from '../../device/reason.ts';
import { refusal } from '../../device/receipt/channels/http-send.ts';
import { fromFile as talkNoteFrom } from '../../device/receipt/talk-note.ts';
import { jsonFault } from '../../device/settings/json-fault.ts';
import { settingsAdvice } from '../../device/settings/settings-advice.ts';
import { checkSettings } from '../../device/settings/settings-faults.ts';
import { AcknowledgedBytes } from '../../device/transport/rtmp/acknowledged-bytes.ts';
import { rtmpAddress } from '../../device/transport/rtmp/rtmp-address.ts';
import { rtmpFailure } from '../../device/transport/rtmp/rtmp-failure.ts';
import { induction, readHandshake } from '../../device/transport/srt/srt-handshake.ts';
import { withoutHidden } from '../../device/transport/transport.ts';
import { parseStat } from '../../image/server/server-stat.ts';
import { WEBCAM } from '../unit/media/source/camera-texts.ts';
import { NEW_NAMES } from '../unit/media/source/control-texts.ts';
import { KEYBOARD_AND_BUTTON, SOUND_CARDS, SOUND_DEVICES } from './kernel-texts.ts';
import type { Samples } from './samples.ts';
import type { Target } from './try-input.ts';

/** Small files that once broke one of them. */
const CORPUS = join(import.meta.dirname, 'corpus');
const [KB, MB] = [1024, 1024 * 1024];

/** What a pipe or a socket gives at once. */
const CHUNK_BYTES = 64 * KB;

const texts = (...all: string[]) => all.map((text) => Buffer.from(text));
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const byText = (parse: (text: string) => unknown) => (input: Buffer) => parse(input.toString('utf8'));
const any = () => true;

export function targetsFor(samples: Samples): Target[] {
  const { flv, segments, playlists, gdp } = samples;
  const tags = new FlvParser().push(flv);
  const marks = new SentMarks();
  for (const tag of tags) marks.add(tag, tag.timestampMs);
  const configs = (kind: string) => tags.filter((tag) => tag.kind === kind && tag.sequenceHeader).map(payloadOf);
  const address = rtmpAddress({ url: 'rtmp://host/live', streamKey: 'amphi?key=secret' });
  const text = (
    name: string,
    mostBytes: number,
    given: Buffer[],
    parse: (text: string) => unknown,
    throws?: Target['throws'],
  ): Target => ({
    name,
    isText: true,
    mostBytes,
    samples: given,
    parse: byText(parse),
    ...(throws && { throws }),
  });
  const bytes = (
    name: string,
    mostBytes: number,
    given: Buffer[],
    parse: (input: Buffer) => unknown,
    throws?: Target['throws'],
  ): Target => ({
    name,
    isText: false,
    mostBytes,
    samples: given,
    parse,
    ...(throws && { throws }),
  });

  // Another parser of foreign bytes, such as that of calendars, is one line more.
  const table: Target[] = [
    text('playlist', 8 * MB, [...playlists, ...PLAYLISTS], readPlaylist),
    bytes('segment', 24 * MB, segments, (input) => tracksOf(input)),
    bytes('sent marks', 24 * MB, segments, (input) => marks.finding(input)),
    text(
      'cookies',
      64 * KB,
      texts(
        'id=1; Path=/live; Secure; HttpOnly; Max-Age=60',
        'a="b"; Domain=.example.org; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
      ),
      readCookies,
    ),
    bytes('flv', 2 * MB, [flv], (input) => inChunks(input, new FlvParser(), (parser) => parser.end())),
    bytes(
      'metadata',
      64 * KB,
      tags.filter(({ kind }) => kind === 'script').map((tag) => tag.bytes),
      (input) => readTag({ ...(tags[0] as FlvTag), kind: 'script', bytes: input }),
    ),
    bytes('gdp', 2 * MB, [gdp.video, gdp.audio], readGdp, ({ message }) => message.startsWith('no GDP stream')),
    bytes(
      'avc configuration',
      64 * KB,
      configs('video').map((payload) => payload.subarray(5)),
      avcConfig,
      any,
    ),
    bytes(
      'aac configuration',
      64 * KB,
      configs('audio').map((payload) => payload.subarray(2)),
      aacConfig,
      any,
    ),
    bytes(
      'preview',
      2 * MB,
      [Buffer.from(`--b\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nJPEG\r\n`.repeat(3))],
      (input) => inChunks(input, new JpegParts()),
    ),
    text('card', 64 * KB, texts(...CARDS), (card) =>
      readCard(decodeFile(Buffer.from(card)).text, { hasTimezone: () => true }),
    ),
    text('settings', 64 * KB, [json(checkSettings({}).settings), ...SETTINGS], readSettings),
    text(
      'page message',
      4 * KB,
      [json({ type: 'preview', on: true }), json({ type: 'trial', on: true, camera: 'auto', microphone: 'hw:CARD=A' })],
      parseClientMessage,
    ),
    text('rtmp status', 64 * KB, texts(...RTMP_WORDS), (words) => [
      rtmpFailure(words, false),
      withoutHidden(words, address),
    ]),
    bytes('SRT handshake', 64 * KB, [induction({ socketId: 1, sequence: 2 })], readHandshake),
    bytes('MPEG-TS', MB, tags.filter(({ kind }) => kind === 'video').map(payloadOf), (input) =>
      new TsMuxer().push({ ...(tags[0] as FlvTag), kind: 'video', sequenceHeader: true, bytes: input }, 0),
    ),
    text('link statistics', 64 * KB, texts(LINK_STATISTICS), (stats) => new AcknowledgedBytes().sample(stats, () => 0)),
    text('camera modes', 256 * KB, texts(WEBCAM), parseCameraModes),
    text('camera controls', 256 * KB, texts(NEW_NAMES), parseCameraControls),
    text('sound cards', 64 * KB, texts(`${SOUND_CARDS}\0${SOUND_DEVICES}`), (both) => parseSoundCards(...halves(both))),
    text('input devices', 64 * KB, texts(KEYBOARD_AND_BUTTON), (list) => keyDeviceIn(list, 164, LONG_BYTES)),
    bytes('key events', 64 * KB, [Buffer.alloc(24 * 4, 1)], (input) => inChunks(input, new EvdevEvents(LONG_BYTES))),
    text(
      'host header',
      16 * KB,
      texts('box.local:8080', '[2001:db8::1]:80', 'box.example.org'),
      (host) => requireKnownHost(host, ['box.example.org']),
      (error) => error instanceof Refused,
    ),
    text(
      'forwarded header',
      16 * KB,
      texts('192.168.1.7, 10.0.0.1, ::ffff:10.1.2.3', '10.0.0.1', '2001:db8::1%1'),
      (header) => header.split(',').filter((address) => isProxy(address.trim(), PROXIES)),
    ),
    text('language header', 16 * KB, texts('fr-FR,fr;q=0.9,en;q=0.8', 'en'), requestLanguage),
    // As much as is read of an answer.
    text('receipt answers', 16 * KB, texts(...ANSWERS), (said) =>
      [200, 401, 404, 500].map((status) => {
        const reason = refusal({ status, said }, 'example.org');
        return reason && sentence(reason, 'fr');
      }),
    ),
    text('server statistics', 256 * KB, texts(STATISTICS), parseStat, ({ message }) =>
      message.startsWith('not an nginx'),
    ),
    bytes('mp4', 2 * MB, [samples.mp4], readMp4, ({ message }) => /cut off|no index/.test(message)),
    text('state files', 64 * KB, STATE_FILES, readStateFiles),
    text(
      'network profile',
      64 * KB,
      texts('[wifi]\nssid=a\\;b\n[wifi-security]\npsk=secret\n', 'name=Pupitre-1A2B\npassword=abcd-efgh\n'),
      (profile) => [wifiNameIn(profile), wifiPasswordIn(profile), parseHotspot(profile)],
    ),
  ];
  return table.map((target) => ({ ...target, samples: [...target.samples, ...found(target.name)] }));
}

/** What was found before, by the name of the target. */
export const corpusFolder = (name: string) => join(CORPUS, name.replaceAll(' ', '-'));

function found(name: string): Buffer[] {
  try {
    const folder = corpusFolder(name);
    return readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file)));
  } catch {
    return [];
  }
}

function* readPlaylist(text: string): Generator<void, unknown> {
  const parser = new PlaylistParser('https://host.example/live/room.m3u8?token=1');
  for (let at = 0; at < text.length; at += CHUNK_BYTES) {
    parser.push(text.slice(at, at + CHUNK_BYTES));
    yield;
  }
  const playlist = parser.playlist();
  yield;
  parser.pushTail(text.slice(-16 * KB));
  return [playlist, parser.tailCharacters];
}

function readCookies(text: string): unknown {
  const jar = new CookieJar();
  jar.take(text.split('\n'), 'https://a.example.org/live/room.m3u8');
  return jar.headerFor('https://a.example.org/live/1.ts');
}

function* inChunks<P extends { push(bytes: Buffer): unknown }>(
  input: Buffer,
  parser: P,
  end: (parser: P) => unknown = () => null,
) {
  for (let at = 0; at < input.length; at += CHUNK_BYTES) {
    parser.push(input.subarray(at, at + CHUNK_BYTES));
    yield;
  }
  return end(parser);
}

/** As from a file. */
function* readMp4(input: Buffer): Generator<void, unknown> {
  const counting = countingPackets(input.length);
  for (let step = counting.next(); ; ) {
    if (step.done) return step.value;
    const { at, bytes } = step.value;
    step = counting.next(input.subarray(at, at + bytes));
    yield;
  }
}

const readTag = (tag: FlvTag) => [metadataOf(tag), partStartOf(tag), isPicture(tag)];

function readGdp(input: Buffer): unknown {
  const parser = new TrackParser('video');
  parser.beginsAt(0);
  return inChunks(input, parser);
}

function readSettings(text: string): unknown {
  const fault = jsonFault(text);
  if (fault) return sentence(fault, 'fr');
  const { settings, faults } = checkSettings(JSON.parse(text));
  return [...faults, ...(settings ? settingsAdvice(settings) : [])].map(({ reason }) => sentence(reason, 'fr'));
}

function readStateFiles(text: string): unknown {
  const said = [outcomeFrom(text), progressFrom(text), pendingFrom(text), talkNoteFrom(text), desiredFrom(text, 0)];
  const reasons = [refusalFrom(text), parsedReason(text)].filter((reason) => reason !== null);
  return [said, reasons.map((reason) => sentence(reason, 'en'))];
}

function parsedReason(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    return isReason(value) ? value : null;
  } catch {
    return null;
  }
}

function halves(text: string): [string, string] {
  const at = text.indexOf('\0');
  return at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 1)];
}

const PLAYLISTS = texts(
  `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-DEFINE:NAME="host",VALUE="https://cdn.example"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="fr",DEFAULT=YES,URI="{$host}/s.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="a"
{$host}/v.m3u8
`,
  `#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=12.0,CAN-SKIP-UNTIL=24.0
#EXT-X-MEDIA-SEQUENCE:266
#EXT-X-KEY:METHOD=AES-128,URI="key?t=1",IV=0x0123456789abcdef0123456789abcdef
#EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
#EXTINF:4.00008,
#EXT-X-BYTERANGE:1200@720
a.mp4
#EXT-X-DISCONTINUITY
#EXT-X-GAP
#EXTINF:4,
b.mp4
#EXT-X-PART:DURATION=0.33,URI="p.mp4",INDEPENDENT=YES
`,
);

const CARDS = [
  '[room]\r\nname = "Amphi A"\r\nlanguage = \'fr\'\r\ntimezone = "Europe/Paris"\r\n[wifi]\r\nname = "eduroam"\r\npassword = "12345678"\r\ncountry = "FR"\r\n',
  '[server]\nurl = "rtmp://h/live"\nstream_key = "a?key=b"\nwatch_url = "https://h/a.m3u8"\n[page]\npassword = "long enough"\n[ssh]\nkey = """\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtSm6ff+Qy0cRwN4b0wBzYvtbKxwPRyCPp0Qj0LxYzB a@b\n"""\n[report]\nurl = "https://h/report/a"\ntoken = "t"\n',
  'room.name = "A"\nwifi = { name = "a", password = "12345678" }\n',
];

const SETTINGS = [
  json({
    destinations: [{ id: 'main', url: 'rtmp://h/live', streamKey: 'a', watchUrl: 'https://h/a.m3u8', enabled: true }],
    receipt: { email: { host: 'mail.example', to: ['a@example.org'] }, webhook: { url: 'https://h/', token: 't' } },
    camera: { controls: { brightness: 3 } },
    web: { port: 8080, names: ['box.example.org'] },
  }),
];

const STATE_FILES = [
  json({ id: 'a', outcome: 'refused', version: '1', previous: '0', code: 'updateDamaged', values: { said: 'x' } }),
  json({ code: 'diskFull', values: { n: 1 }, tech: '' }),
  json({ phase: 'testing', version: '1', endsAtSeconds: 5 }),
  json({ id: 'a', version: '1', asked: 'install' }),
  json({ version: 1, session: null }),
];

const PROXIES = ['192.168.1.5', '10.0.0.0/8', '2001:db8::/32'];

const ANSWERS = [
  '{"errcode":"M_FORBIDDEN","error":"not in this room"}',
  '<html><body>Moved to <a href="https://user:secret@example.org/hook?token=1">here</a></body></html>',
];

const STATISTICS = `<rtmp><bytes_in>61</bytes_in><server><application><name>live</name><live>
<stream><name>amphi-a</name><bytes_in>60</bytes_in><client><id>1</id><publishing/></client><client><id>2</id></client>
<meta><video><width>1280</width><height>720</height><frame_rate>30</frame_rate><codec>H264</codec></video>
<audio><codec>AAC</codec><channels>1</channels><sample_rate>48000</sample_rate></audio></meta><publishing/></stream>
<nclients>2</nclients></live></application></server></rtmp>`;

const RTMP_WORDS = [
  `Could not connect to server: 'publish' cmd failed: { "level": "error", "code": "NetStream.Publish.BadName", "description": "Already publishing" }`,
  'Error resolving “nothing.invalid”: Name or service not known',
  'Failed to connect: Connection refused',
];

const LINK_STATISTICS =
  'GstRtmpConnectionStats, in-chunk-size=(uint)4096, out-bytes-total=(guint64)123456, out-bytes-acked=(guint64)98304;';
