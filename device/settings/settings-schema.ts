/** The one schema of the settings: types, file check, API check and the page's form all come from here. */
import { type Static, type TSchema, Type } from 'typebox';
import type { Reason, ReasonCode } from '../reason.ts';
import { ADDRESS_EXAMPLES, ADDRESS_FORM } from '../transport/transports.ts';
import { LONGEST_ADDRESS, LONGEST_HOST, LONGEST_MAIL_ADDRESS, LONGEST_NAME, LONGEST_ROOM_ID } from './text-limits.ts';

/** One part of the schema: the words of JSON Schema, and those of this product. */
export interface SettingsNode {
  type?: string;
  properties?: Record<string, SettingsNode>;
  items?: SettingsNode;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  maxLength?: number;
  /** Sentence for a text that does not match `pattern`. */
  faultCode?: ReasonCode;
  /** Values of that sentence. A sentence with values also serves for a value of another type. */
  faultValues?: Reason['values'];
  restart?: 'capture' | 'service';
  tracks?: ('video' | 'audio')[];
  restartAt?: unknown[];
  /** The value never comes back from the API or a log. */
  secret?: boolean;
  isOneWord?: boolean;
  isHeader?: boolean;
  /** The text is a host's name or address. */
  isHost?: boolean;
  /** The value is a port that browsers open, or an address with one. */
  isForBrowsers?: boolean;
  /** The value is kept and given back. No part reads it yet, so no form offers it. */
  isHidden?: boolean;
}

/**
 * Restart that a change of the value causes. `capture` interrupts the capture for a moment; `service` waits until
 * somebody restarts the service. `tracks`: the tracks of the capture that restart. `restartAt`: only a change to or
 * from one of these values restarts.
 */
const PICTURE = { restart: 'capture', tracks: ['video'] };
const SOUND = { restart: 'capture', tracks: ['audio'] };
const SERVICE = { restart: 'service' };

/** Object with a fixed set of keys. An unknown key is a fault with its path. */
const group = <P extends Record<string, TSchema>>(
  properties: P,
  description: string,
  options: { isHidden?: true } = {},
) => Type.Object(properties, { additionalProperties: false, default: {}, description, ...options });

const device = (description: string, extra: string, restart: typeof PICTURE) =>
  Type.String({
    default: 'auto',
    minLength: 1,
    maxLength: LONGEST_ADDRESS,
    description: `${description}: \`auto\`, \`test\`, \`replay:FILE\`, ${extra}`,
    ...restart,
  });

const choice = <const V extends readonly string[]>(values: V, fallback: V[number], options: Record<string, unknown>) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: values, default: fallback, ...options });

const line = (maxLength: number, fallback: string, options: Record<string, unknown> = {}) =>
  Type.String({ default: fallback, maxLength, ...options });

/** The form that a text must have, and the sentence for a text that has another. */
const form = (pattern: string, faultCode: ReasonCode) => ({ pattern, faultCode });

const address = (shape: ReturnType<typeof form>, description: string, options: Record<string, unknown> = {}) =>
  line(LONGEST_ADDRESS, '', { ...shape, description, ...options });

/**
 * Marks a value that never comes back from the API or a log. `sentTo`: the keys beside it that name the server which
 * receives it. When that server changes, the secret must be given again.
 */
const password = (description: string, sentTo: string[]) =>
  line(LONGEST_ADDRESS, '', { description, secret: true, sentTo });

/** A secret that no program makes with blanks in it. One with blanks was pasted together from two lines. */
const key = (description: string, sentTo: string[], options: Record<string, unknown> = {}) =>
  line(LONGEST_ADDRESS, '', { description, secret: true, sentTo, isOneWord: true, ...options });

/** A secret that is sent in an HTTP header, which carries ASCII only. */
const token = (description: string, sentTo: string[]) => key(description, sentTo, { isHeader: true });

const integer = (fallback: number, minimum: number, maximum: number, options: Record<string, unknown> = {}) =>
  Type.Integer({ default: fallback, minimum, maximum, ...options });

const WEB_ADDRESS = form('^(https?://\\S+)?$', 'faultAddressWeb');
/** IPv4 or IPv6 address, with or without a prefix length. */
const ADDRESS_RANGE =
  '^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}(?:/(?:3[0-2]|[12]?\\d))?' +
  '|(?=[\\da-fA-F:]*:[\\da-fA-F]*:)[\\da-fA-F:]{2,39}(?:/(?:12[0-8]|1[01]\\d|[1-9]?\\d))?)$';
const MAIL_ADDRESS = '^[^\\s@<>",;]+@[^\\s@<>",;]+$';

export const DestinationSchema = Type.Object(
  {
    id: Type.String({
      ...form('^[a-z0-9][a-z0-9-]{0,30}$', 'faultDestinationId'),
      description: 'Short name, unique among destinations',
    }),
    name: line(LONGEST_NAME, ''),
    url: Type.String({
      ...form(ADDRESS_FORM, 'faultAddressStream'),
      maxLength: LONGEST_ADDRESS,
      description: `Where the talk is published, such as ${ADDRESS_EXAMPLES.join(' or ')}`,
    }),
    streamKey: key('Stream key given by the server, or the stream id', ['url']),
    passphrase: password('What the stream is encrypted with, where the server has a passphrase; empty: nothing', [
      'url',
    ]),
    watchUrl: address(WEB_ADDRESS, 'Where viewers watch: the page `https://HOST/watch/ROOM`, or the HLS playlist', {
      isForBrowsers: true,
    }),
    readBackUrl: address(WEB_ADDRESS, 'The same playlist as reached from inside the room, where that differs'),
    readBack: choice(['auto', 'playlist', 'off'], 'auto', {
      description:
        'How the box makes sure that viewers see the talk: `auto` reads a segment now and then, on a thin link playlists ' +
        'alone; `playlist` (a metered link) reads one segment, then playlists alone; `off` reads nothing, and LIVE never shines steadily',
    }),
    dryRunPublish: choice(['auto', 'off'], 'auto', {
      description:
        'What the dry run does here: `auto` publishes a slate and silence for some seconds, which tries the key and measures ' +
        'the way; `off` only makes sure that the server is there',
    }),
    enabled: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
);

/** Keys of each destination that are never shown. */
export const DESTINATION_SECRETS = [
  'streamKey',
  'passphrase',
] as const satisfies (keyof typeof DestinationSchema.properties)[];

export const SettingsSchema = group(
  {
    room: group(
      {
        name: line(LONGEST_NAME, 'Pupitre', { minLength: 1 }),
        language: choice(['fr', 'en'], 'fr', {}),
        timeZone: line(64, '', {
          pattern: '^([A-Za-z][A-Za-z0-9_+/-]*)?$',
          faultCode: 'faultTimeZone',
          description: 'Of every time that the box names, such as `Europe/Paris`; empty: as the system has it',
        }),
      },
      'The room, its language and its time zone',
    ),
    camera: group(
      {
        device: device('Camera', '`/dev/v4l/by-path/…`, `none` (microphone only)', PICTURE),
        // Widths are multiples of 64 because the Pi's encoder pads all other rows.
        width: integer(1280, 320, 1920, { multipleOf: 64, unit: 'px', ...PICTURE }),
        height: integer(720, 180, 1080, { multipleOf: 2, unit: 'px', ...PICTURE }),
        framesPerSecond: integer(30, 5, 60, { unit: 'fps', ...PICTURE }),
        controls: Type.Record(Type.String({ pattern: '^[a-z0-9_]{1,60}$' }), Type.Integer(), {
          additionalProperties: false,
          default: {},
          maxProperties: 100,
          description:
            'Controls of the camera by name, as `GET /api/devices` lists them; a PATCH removes one with null',
        }),
      },
      'Camera',
    ),
    microphone: group(
      {
        device: device('Microphone', '`hw:CARD=…`, `plughw:CARD=…`', SOUND),
        gainDb: Type.Number({ default: 0, minimum: -40, maximum: 40, unit: 'dB' }),
        noiseSuppression: Type.Boolean({ default: false, ...SOUND }),
      },
      'Microphone',
    ),
    encoder: group(
      {
        kind: choice(['auto', 'v4l2h264', 'x264', 'openh264'], 'auto', { ...PICTURE }),
        archiveKbps: integer(2500, 200, 25_000, { unit: 'kb/s' }),
        liveKbps: integer(2000, 100, 25_000, { unit: 'kb/s' }),
        liveFloorKbps: integer(250, 50, 10_000, { unit: 'kb/s' }),
        audioKbps: integer(96, 32, 320, { unit: 'kb/s', ...SOUND }),
        keyframeSeconds: Type.Number({ default: 2, minimum: 0.5, maximum: 10, unit: 's', ...PICTURE }),
        separateLive: choice(['auto', 'always', 'never'], 'auto', {
          restart: 'capture',
          tracks: ['video', 'audio'],
          // Only a change to or from `never` restarts. Between the other two the bitrate changes in the running
          // pipeline.
          restartAt: ['never'],
        }),
      },
      'Encoder',
    ),
    destinations: Type.Array(DestinationSchema, {
      default: [],
      maxItems: 8,
      description: 'Where the talk is published',
    }),
    recording: group(
      {
        enabled: Type.Boolean({ default: true }),
        minFreeMegabytes: integer(500, 50, 1_000_000, { unit: 'MB' }),
        keepDays: integer(30, 1, 3650, { unit: 'd', description: 'Older recordings are removed from the box' }),
      },
      'Recording on the box',
    ),
    upload: group(
      {
        enabled: Type.Boolean({ default: false }),
        remote: line(LONGEST_NAME, 'webdav'),
        url: line(LONGEST_ADDRESS, ''),
        user: line(LONGEST_NAME, ''),
        password: password('Password of the upload account', ['url']),
      },
      'Upload after the talk',
      { isHidden: true },
    ),
    receipt: group(
      {
        webhook: group(
          {
            url: address(WEB_ADDRESS, 'Gets the receipt as JSON by POST; empty for none'),
            token: token('Sent as `Authorization: Bearer …`', ['url']),
          },
          'To a program',
        ),
        email: group(
          {
            host: line(LONGEST_HOST, '', {
              ...form('^\\S*$', 'faultHost'),
              description: 'Mail server that takes it; empty for none',
            }),
            port: integer(587, 1, 65_535),
            security: choice(['starttls', 'tls', 'none'], 'starttls', {
              description:
                '`starttls` (587) and `tls` (465) are encrypted, or nothing is sent; `none` for a server of the house',
            }),
            user: line(LONGEST_NAME, ''),
            password: password('Password at the mail server', ['host', 'port', 'security']),
            from: line(LONGEST_MAIL_ADDRESS, '', {
              ...form(`^$|${MAIL_ADDRESS}`, 'faultMailAddress'),
              description: 'Sender; empty: the user',
            }),
            to: Type.Array(
              Type.String({ ...form(MAIL_ADDRESS, 'faultMailAddress'), maxLength: LONGEST_MAIL_ADDRESS }),
              { default: [], maxItems: 10 },
            ),
          },
          'By e-mail',
        ),
        matrix: group(
          {
            homeserver: address(WEB_ADDRESS, 'Such as https://matrix.example.org; empty for none'),
            roomId: line(LONGEST_ROOM_ID, '', {
              ...form('^(![^\\s]+)?$', 'faultMatrixRoom'),
              description: 'Such as !abc:example.org',
            }),
            accessToken: token('Of an account that is in that room', ['homeserver']),
          },
          'To a Matrix room',
        ),
      },
      'Receipt after the talk',
    ),
    agenda: group(
      { url: line(LONGEST_ADDRESS, ''), marginSeconds: integer(120, 0, 3600, { unit: 's' }) },
      'Agenda (iCalendar address)',
      { isHidden: true },
    ),
    report: group(
      {
        url: address(
          form('^(https://[^\\s/]+/\\S+)?$', 'faultAddressHttps'),
          'Where the server takes how this box is: `https://HOST/report/ROOM`; empty: nobody is told',
        ),
        token: token('Key of the room, as the server knows it', ['url']),
        everySeconds: integer(15, 5, 3600, { unit: 's' }),
      },
      'Report to the server, for rooms that cannot be reached from outside',
    ),
    gpio: group(
      {
        enabled: Type.Unsafe<'auto' | boolean>({ enum: ['auto', true, false], default: 'auto', ...SERVICE }),
        startButton: integer(17, 0, 53, SERVICE),
        privacyButton: integer(22, 0, 53, SERVICE),
        recLamp: integer(27, 0, 53, SERVICE),
        liveLamp: integer(23, 0, 53, SERVICE),
      },
      'Button and lamps (BCM numbers)',
    ),
    web: group(
      {
        host: line(LONGEST_HOST, '::', {
          ...SERVICE,
          isHost: true,
          description: '`::` is every address of the box, `0.0.0.0` every one of IPv4',
        }),
        port: integer(8080, 0, 65_535, { ...SERVICE, isForBrowsers: true }),
        names: Type.Array(
          Type.String({
            ...form('^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$', 'faultHost'),
            maxLength: LONGEST_HOST,
          }),
          {
            default: [],
            maxItems: 16,
            description:
              'Names with a dot by which the page is reached, such as that of a reverse proxy (which must pass `Host` on). ' +
              'IP addresses, `.local` names and names without a dot always work',
          },
        ),
        proxies: Type.Array(Type.String({ ...form(ADDRESS_RANGE, 'faultIpRange'), maxLength: 49 }), {
          default: [],
          maxItems: 16,
          description:
            'Addresses of reverse proxies, such as `192.168.1.5` or `10.0.0.0/8`, that say in `X-Forwarded-For` who asks. ' +
            'From any other address nothing of it is believed',
        }),
      },
      "The technician's page",
    ),
  },
  'Settings of the box',
);

export type Settings = Static<typeof SettingsSchema>;
export type Destination = Static<typeof DestinationSchema>;
