import { Type } from 'typebox';
import { spoken } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { bytes } from '../contract/bodies.ts';
import { type Card, CardSchema } from '../contract/card.ts';
import { type Health, HealthSchema } from '../contract/health.ts';
import { HistorySchema } from '../contract/history.ts';
import { type Status, StatusSchema } from '../contract/status.ts';
import { metricsText } from '../metrics/metrics-text.ts';
import { takeMoment } from '../metrics/take-moment.ts';

/** Routes that anyone in the room may read. */
export function stateRoutes(api: ApiScope, { collaborators, language }: ApiContext): void {
  const { status, history, board, card, addresses } = collaborators;
  api.get(
    '/state',
    {
      config: { open: true },
      schema: { operationId: 'readState', summary: 'Status of the box', response: { 200: StatusSchema } },
    },
    (request): Status => status.current(language(request)),
  );
  api.get(
    '/history',
    {
      config: { open: true },
      schema: {
        operationId: 'readHistory',
        summary: 'The last five minutes of each destination',
        response: { 200: HistorySchema },
      },
    },
    () => history(),
  );
  api.get(
    '/health',
    {
      config: { open: true },
      schema: {
        operationId: 'readHealth',
        summary: 'What the board measures, and what it means',
        response: { 200: HealthSchema },
      },
    },
    (request): Health => ({ ...status.current(language(request)).health, board: board(), addresses: addresses() }),
  );
  api.get(
    '/card',
    {
      config: { open: true },
      schema: {
        operationId: 'readCard',
        summary: "What the card's file came to at this start",
        response: { 200: CardSchema },
      },
    },
    (request): Card => {
      const record = card();
      const { taken = [], mistakes = [] } = record ?? {};
      return { isRead: record !== null, taken, mistakes: mistakes.map((reason) => spoken(reason, language(request))) };
    },
  );
}

/** Routes for supervisors and load balancers, outside `/api`. Open as the state is: no secret, no title of a talk. */
export function healthRoutes(server: ApiScope, { collaborators }: ApiContext): void {
  const reply = { 200: Type.Object({ ok: Type.Boolean() }), 503: Type.Object({ ok: Type.Boolean() }) };
  server.get(
    '/healthz',
    {
      schema: {
        operationId: 'isHealthy',
        summary: '200 while media makes progress as promised, else 503',
        response: reply,
      },
    },
    (_request, answer) => {
      const ok = collaborators.healthy();
      return answer.code(ok ? 200 : 503).send({ ok });
    },
  );
  server.get(
    '/metrics',
    {
      schema: {
        operationId: 'readMetrics',
        summary: 'Metrics for Prometheus, as text or OpenMetrics',
        response: { 200: bytes('Metrics', 'text/plain', 'application/openmetrics-text') },
      },
    },
    async (request, answer) => {
      const { status, board, healthy, settings } = collaborators;
      const moment = takeMoment(status.current(settings.current().room.language), board(), healthy());
      const { text, contentType } = await metricsText(moment, request.headers.accept);
      return answer.header('cache-control', 'no-store').type(contentType).send(text);
    },
  );
}
