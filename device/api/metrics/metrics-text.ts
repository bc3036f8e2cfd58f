/**
 * The metrics of the box for Prometheus, made when somebody asks from what is known at that moment: nothing is counted for
 * them alone. Names and units: `image/server/README.md`.
 */
import type { OpenMetricsContentType, PrometheusContentType } from 'prom-client';
import { FAMILIES, type Moment } from './metric-families.ts';

export interface MetricsText {
  text: string;
  contentType: string;
}

/** @param accept the header of who asks: OpenMetrics where it names it, else the text format that all understand. */
export async function metricsText(moment: Moment, accept = ''): Promise<MetricsText> {
  // Loaded by the first who asks: a box that nobody asks has the memory for other things.
  const { Counter, Gauge, Registry } = await import('prom-client');
  // A registry of its own: one that has once written OpenMetrics has other names for its counters afterwards.
  const registry = new Registry<PrometheusContentType | OpenMetricsContentType>();
  if (/\bapplication\/openmetrics-text\b/.test(accept)) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const { name, help, labels = [], read } of FAMILIES) {
    // What is not available has no line: 0 would be a lie.
    const samples = read(moment).filter(({ value }) => value !== null);
    if (samples.length === 0) continue;
    const Kind = name.endsWith('_total') ? Counter : Gauge;
    const metric = new Kind({ name, help, labelNames: labels, registers: [registry] });
    for (const { value, ...own } of samples) metric.inc(own as Record<string, string>, value ?? 0);
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}
