/** Routes for viewers in the room: the watch page and its stream. No password: it is the talk they sit in. */
import { basename, dirname } from 'node:path';
import { because } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { bytes, NOT_MODIFIED } from '../contract/bodies.ts';
import { Refused } from '../refused.ts';

/** The player hands unpacked media to the browser as `blob:`, and unpacks it in a worker made the same way. */
const PLAYER_POLICY = { 'media-src': "'self' blob:", 'worker-src': 'blob:' };

export function lanRoutes(server: ApiScope, { collaborators: { lan } }: ApiContext): void {
  for (const url of ['/watch', '/watch/']) {
    server.get(url, { schema: { hide: true } }, (_request, reply) => {
      const policy = withSources(String(reply.getHeader('content-security-policy')), PLAYER_POLICY);
      return reply.header('content-security-policy', policy).sendFile('watch/index.html');
    });
  }

  server.get(
    '/live/index.m3u8',
    {
      config: { refuses: [404, 503] },
      schema: {
        operationId: 'readPlaylist',
        summary: 'HLS playlist for viewers in the room; the first who asks starts it',
        response: { 200: bytes('An HLS playlist', 'application/vnd.apple.mpegurl') },
      },
    },
    async (request, reply) => {
      // A HEAD request is no viewer.
      const playlist = await lan.playlist({ start: request.method === 'GET' });
      reply.header('cache-control', 'no-store');
      if (playlist === 'offAir') throw new Refused(404, because('lanOffAir', 'no session is on'));
      reply.type('application/vnd.apple.mpegurl');
      // A GET starts the stream, and gets it.
      if (playlist === 'notReady' && request.method === 'HEAD') return reply.send();
      if (playlist === 'notReady') {
        reply.header('retry-after', '1');
        throw new Refused(503, because('lanNotReady', 'no segment is there yet'));
      }
      return reply.send(playlist.text);
    },
  );

  server.get<{ Params: { name: string } }>(
    '/live/:name',
    {
      config: { refuses: [404, 416] },
      schema: {
        operationId: 'readSegment',
        summary: 'One segment of the playlist',
        response: { 200: bytes('MPEG-TS', 'video/mp2t'), 206: bytes('A range of it', 'video/mp2t'), ...NOT_MODIFIED },
      },
    },
    async ({ params: { name } }, reply) => {
      const file = lan.segment(name);
      if (file === null) throw new Refused(404, because('nothingHere', 'not a segment of the playlist'));
      return reply.type('video/mp2t').sendFile(basename(file), dirname(file), { contentType: false });
    },
  );
}

/** The policy with these directives in place of its own. */
function withSources(policy: string, sources: Record<string, string>): string {
  const kept = policy.split('; ').filter((directive) => !Object.hasOwn(sources, directive.split(' ')[0] ?? ''));
  return [...kept, ...Object.entries(sources).map(([name, list]) => `${name} ${list}`)].join('; ');
}
