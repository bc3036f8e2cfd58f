import { stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { because, type Language, type ReasonCode, spoken } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { bytes, NOT_MODIFIED, nothing } from '../contract/bodies.ts';
import {
  type Recording,
  type RecordingList,
  type RecordingListQuery,
  RecordingListQuerySchema,
  RecordingListSchema,
  type RecordingParams,
  RecordingParamsSchema,
  RecordingSchema,
  type VideoQuery,
  VideoQuerySchema,
} from '../contract/recordings.ts';
import type { RecordingSummary } from '../ports.ts';
import { RecordingListText } from '../recording-list-text.ts';
import { Refused } from '../refused.ts';

/** Types of `video`: the MP4, else one of the parts. */
const VIDEO_TYPES = ['video/mp4', 'video/x-flv'];
const PAGE_UNLESS_TOLD = 100;

const params = RecordingParamsSchema;
const missing = (id: string, code: ReasonCode = 'recordingUnknown') => new Refused(404, because(code, id));

/** The recordings on the box: list, play, download, remove. */
export function recordingRoutes(api: ApiScope, context: ApiContext): void {
  listRoutes(api, context);
  fileRoutes(api, context);
}

function listRoutes(api: ApiScope, { collaborators: { recordings }, language }: ApiContext): void {
  const outside = (recording: RecordingSummary, inLanguage: Language): Recording => ({
    ...recording,
    reason: spoken(recording.reason, inLanguage),
  });
  const wholeList = new RecordingListText(outside);

  api.get<{ Querystring: RecordingListQuery }>(
    '/recordings',
    {
      config: { refuses: [404] },
      schema: {
        operationId: 'listRecordings',
        summary: 'Recordings, newest first: all of them, or a page of them where `limit` or `before` is given',
        querystring: RecordingListQuerySchema,
        response: { 200: RecordingListSchema },
      },
    },
    async (request, reply): Promise<RecordingList | typeof reply> => {
      const inLanguage = language(request);
      const { limit, before = null } = request.query;
      if (limit === undefined && before === null) {
        const { bytes, stream } = await wholeList.of(await recordings.list(), inLanguage);
        return reply.type('application/json; charset=utf-8').header('content-length', bytes).send(stream);
      }
      const page = await recordings.page({ limit: Number(limit ?? PAGE_UNLESS_TOLD), before });
      if (!page) throw missing(before ?? '');
      return { ...page, recordings: page.recordings.map((recording) => outside(recording, inLanguage)) };
    },
  );

  api.get<{ Params: RecordingParams }>(
    '/recordings/:id',
    {
      config: { refuses: [404] },
      schema: { operationId: 'readRecording', summary: 'One recording', params, response: { 200: RecordingSchema } },
    },
    async (request): Promise<Recording> => {
      const { id } = request.params;
      const recording = await recordings.find(id);
      if (!recording) throw missing(id);
      return outside(recording, language(request));
    },
  );

  api.delete<{ Params: RecordingParams }>(
    '/recordings/:id',
    {
      config: { refuses: [404, 409] },
      schema: {
        operationId: 'removeRecording',
        summary: 'Remove a recording for ever',
        params,
        response: { 204: nothing('It is gone') },
      },
    },
    async ({ params: { id } }, reply) => {
      const outcome = await recordings.remove(id);
      if (outcome === 'unknown') throw missing(id);
      if (outcome === 'busy') throw new Refused(409, because('recordingBusy', id));
      return reply.code(204).send();
    },
  );
}

function fileRoutes(api: ApiScope, { collaborators: { recordings } }: ApiContext): void {
  api.get<{ Params: RecordingParams; Querystring: VideoQuery }>(
    '/recordings/:id/video',
    {
      config: { refuses: [404, 416] },
      schema: {
        operationId: 'readVideo',
        summary: 'The video file, whole or by ranges',
        params,
        querystring: VideoQuerySchema,
        response: {
          200: bytes('The whole file', ...VIDEO_TYPES),
          206: bytes('The range that was asked for', ...VIDEO_TYPES),
          ...NOT_MODIFIED,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const video = await recordings.video(id, Number(request.query.part ?? 1));
      const file = video && (await stat(video.path).catch(() => null));
      if (!file) throw missing(id, (await recordings.find(id)) ? 'recordingWithoutVideo' : 'recordingUnknown');
      // The last 9 MB of a 5 MB file are all of it (RFC 9110 section 14.1.2). @fastify/send would answer 416.
      const [, last] = /^bytes=-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      if (Number(last) > file.size) delete request.raw.headers.range;
      return reply
        .header('content-disposition', `inline; filename="${id}${extname(video.path)}"`)
        .type(video.contentType)
        .sendFile(basename(video.path), dirname(video.path), { contentType: false });
    },
  );

  api.get<{ Params: RecordingParams }>(
    '/recordings/:id/poster',
    {
      config: { refuses: [404, 416] },
      schema: {
        operationId: 'readPoster',
        summary: 'A still picture of it (JPEG)',
        params,
        response: { 200: bytes('JPEG', 'image/jpeg'), 206: bytes('A range of it', 'image/jpeg'), ...NOT_MODIFIED },
      },
    },
    async ({ params: { id } }, reply) => {
      const poster = await recordings.poster(id);
      if (poster === null) throw missing(id, 'nothingHere');
      return reply.sendFile(basename(poster), dirname(poster));
    },
  );
}
