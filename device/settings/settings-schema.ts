/** The one schema of the settings: types, file check, API check and the page's form all come from here. */
import { type Static, type TSchema, Type } from 'typebox';

/** Object in which every key is known; an unknown key is a fault with its path. */
const group = <P extends Record<string, TSchema>>(properties: P, description: string) =>
  Type.Object(properties, { additionalProperties: false, default: {}, description });

const device = (description: string, extra: string) =>
  Type.String({
    default: 'auto',
    minLength: 1,
    maxLength: 500,
    description: `${description}: \`auto\`, \`test\`, \`replay:FILE\`, ${extra}`,
    restart: 'capture',
  });

const choice = <const V extends readonly string[]>(values: V, fallback: V[number], options: Record<string, unknown>) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: values, default: fallback, ...options });

const line = (maxLength: number, fallback: string, options: Record<string, unknown> = {}) =>
  Type.String({ default: fallback, maxLength, ...options });

/**
 * Marks what never comes back from the API or a log. It goes to the server that the keys `sentTo` beside it name, and to
 * another one only when it is given again.
 */
const secret = (description: string, sentTo: [string, ...string[]]) =>
  Type.String({ default: '', maxLength: 500, description, secret: true, sentTo });

const integer = (fallback: number, minimum: number, maximum: number, options: Record<string, unknown> = {}) =>
  Type.Integer({ default: fallback, minimum, maximum, ...options });

const MAIL_ADDRESS = '^[^\\s@<>",;]+@[^\\s@<>",;]+$';
const MAIL_ADDRESS_OR_NONE = `^$|${MAIL_ADDRESS}`;

export const DestinationSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,30}$', description: 'Short name, unique among destinations' }),
    name: line(80, ''),
    url: Type.String({
      pattern: '^rtmps?://[^\\s/]+/\\S+$',
      maxLength: 500,
      description: 'rtmp(s)://host/application',
    }),
    streamKey: secret('Stream key given by the server', ['url']),
    watchUrl: line(500, '', { pattern: '^(https?://\\S+)?$', description: 'Address of the HLS playlist viewers use' }),
    readBackUrl: line(500, '', {
      pattern: '^(https?://\\S+)?$',
      description: 'The same playlist as reached from inside the room, where that differs',
    }),
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

export const SettingsSchema = group(
  {
    room: group(
      { name: line(80, 'Pupitre', { minLength: 1 }), language: choice(['fr', 'en'], 'fr', {}) },
      'The room and its language',
    ),
    camera: group(
      {
        device: device('Camera', '`/dev/v4l/by-path/…`, `none` (microphone only)'),
        // Widths are multiples of 64: the Pi's encoder pads other rows (reference: stride alignment).
        width: integer(1280, 320, 1920, { multipleOf: 64, unit: 'px', restart: 'capture' }),
        height: integer(720, 180, 1080, { multipleOf: 2, unit: 'px', restart: 'capture' }),
        framesPerSecond: integer(30, 5, 60, { unit: 'fps', restart: 'capture' }),
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
        device: device('Microphone', '`hw:CARD=…`, `plughw:CARD=…`'),
        gainDb: Type.Number({ default: 0, minimum: -40, maximum: 40, unit: 'dB' }),
        noiseSuppression: Type.Boolean({ default: false, restart: 'capture' }),
      },
      'Microphone',
    ),
    encoder: group(
      {
        kind: choice(['auto', 'v4l2h264', 'x264', 'openh264'], 'auto', { restart: 'capture' }),
        archiveKbps: integer(2500, 200, 25_000, { unit: 'kb/s' }),
        liveKbps: integer(2000, 100, 25_000, { unit: 'kb/s' }),
        liveFloorKbps: integer(250, 50, 10_000, { unit: 'kb/s' }),
        audioKbps: integer(96, 32, 320, { unit: 'kb/s', restart: 'capture' }),
        keyframeSeconds: Type.Number({ default: 2, minimum: 0.5, maximum: 10, unit: 's', restart: 'capture' }),
        separateLive: choice(['auto', 'always', 'never'], 'auto', { restart: 'capture' }),
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
        remote: line(30, 'webdav'),
        url: line(500, ''),
        user: line(200, ''),
        password: secret('Password of the upload account', ['url']),
      },
      'Upload after the talk',
    ),
    receipt: group(
      {
        webhook: group(
          {
            url: line(500, '', {
              pattern: '^(https?://\\S+)?$',
              description: 'Gets the receipt as JSON by POST; empty for none',
            }),
            token: secret('Sent as `Authorization: Bearer …`', ['url']),
          },
          'To a program',
        ),
        email: group(
          {
            host: line(253, '', { pattern: '^\\S*$', description: 'Mail server that takes it; empty for none' }),
            port: integer(587, 1, 65_535),
            security: choice(['starttls', 'tls', 'none'], 'starttls', {
              description:
                '`starttls` (587) and `tls` (465) are encrypted, or nothing is sent; `none` for a server of the house',
            }),
            user: line(200, ''),
            password: secret('Password at the mail server', ['host', 'port', 'security']),
            from: line(254, '', { pattern: MAIL_ADDRESS_OR_NONE, description: 'Sender; empty: the user' }),
            to: Type.Array(Type.String({ pattern: MAIL_ADDRESS, maxLength: 254 }), { default: [], maxItems: 10 }),
          },
          'By e-mail',
        ),
        matrix: group(
          {
            homeserver: line(500, '', {
              pattern: '^(https?://\\S+)?$',
              description: 'Such as https://matrix.example.org; empty for none',
            }),
            roomId: line(255, '', { pattern: '^(![^\\s]+)?$', description: 'Such as !abc:example.org' }),
            accessToken: secret('Of an account that is in that room', ['homeserver']),
          },
          'To a Matrix room',
        ),
      },
      'Receipt after the talk',
    ),
    agenda: group(
      { url: line(500, ''), marginSeconds: integer(120, 0, 3600, { unit: 's' }) },
      'Agenda (iCalendar address)',
    ),
    report: group(
      {
        url: line(500, '', {
          pattern: '^(https://[^\\s/]+/\\S+)?$',
          description: 'Where the server takes how this box is: `https://HOST/report/ROOM`; empty: nobody is told',
        }),
        token: secret('Key of the room, as the server knows it', ['url']),
        everySeconds: integer(15, 5, 3600, { unit: 's' }),
      },
      'Report to the server, for rooms that cannot be reached from outside',
    ),
    gpio: group(
      {
        enabled: Type.Unsafe<'auto' | boolean>({ enum: ['auto', true, false], default: 'auto', restart: 'service' }),
        startButton: integer(17, 0, 53, { restart: 'service' }),
        privacyButton: integer(22, 0, 53, { restart: 'service' }),
        recLamp: integer(27, 0, 53, { restart: 'service' }),
        liveLamp: integer(23, 0, 53, { restart: 'service' }),
      },
      'Button and lamps (BCM numbers)',
    ),
    web: group(
      {
        host: line(200, '0.0.0.0', { restart: 'service' }),
        port: integer(8080, 0, 65_535, { restart: 'service' }),
        names: Type.Array(Type.String({ pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$', maxLength: 253 }), {
          default: [],
          maxItems: 16,
          description:
            'Names with a dot by which the page is reached, such as that of a reverse proxy (which must pass `Host` on). ' +
            'IP addresses, `.local` names and names without a dot always work',
        }),
      },
      "The technician's page",
    ),
  },
  'Settings of the box',
);

export type Settings = Static<typeof SettingsSchema>;
export type Destination = Static<typeof DestinationSchema>;
