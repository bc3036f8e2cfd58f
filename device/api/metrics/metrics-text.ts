/**
 * The metrics of the box for Prometheus, made on request from what is known at that moment: nothing is counted for them
 * alone. Names and units: `image/server/README.md`.
 */
import type { OpenMetricsContentType, PrometheusContentType } from 'prom-client';
import { FAMILIES, type Moment } from './metric-families.ts';

export interface MetricsText {
  text: string;
  contentType: string;
}

/**
 * @param accept header of the request: OpenMetrics where it names it, else the text format that every client
 * understands.
 */
export async function metricsText(moment: Moment, accept = ''): Promise<MetricsText> {
  // Loaded at the first request: a box without Prometheus keeps the memory for other things.
  const { Counter, Gauge, Registry } = await import('prom-client');
  // Every request has a new registry: one that has written OpenMetrics names its counters differently afterwards.
  const registry = new Registry<PrometheusContentType | OpenMetricsContentType>();
  if (/\bapplication\/openmetrics-text\b/.test(accept)) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const { name, help, labels = [], read } of FAMILIES) {
    // A value that is not available has no line: 0 would be a lie.
    const samples = read(moment).filter(({ value }) => value !== null);
    if (samples.length === 0) continue;
    const Kind = name.endsWith('_total') ? Counter : Gauge;
    const metric = new Kind({ name, help, labelNames: labels, registers: [registry] });
    for (const { value, ...own } of samples) metric.inc(own as Record<string, string>, value ?? 0);
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}
