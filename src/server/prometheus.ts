import type { Result } from '../api/methods.ts';
import type { Counts } from './counts.ts';
import { counted } from './counts.ts';

type Metric = Result<'metrics.get'>['metrics'][number];

/** Source: the text format 0.0.4 of Prometheus. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics as Prometheus reads them; one with a name or a label that it would not take is left out. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics.filter(isTakable).map(textOf).join('');
}

/** The server's own metrics. */
export function ownMetrics(
  counts: Counts,
  gauges: Readonly<Record<string, readonly [help: string, value: number]>>,
): Metric[] {
  const counters = counts.all().map(({ name, labels }): Metric => {
    const { help, label } = counted[name];
    const values = [...labels].map(([text, value]) => ({
      labels: label === undefined ? {} : { [label]: text },
      value,
    }));
    const none = label === undefined && values.length === 0 ? [{ labels: {}, value: 0 }] : values;
    return { name: `pcc_server_${name}_total`, help, type: 'counter', values: none };
  });
  const now = Object.entries(gauges).map(
    ([name, [help, value]]): Metric => ({
      name: `pcc_server_${name}`,
      help,
      type: 'gauge',
      values: [{ labels: {}, value }],
    }),
  );
  return [...counters, ...now];
}

function isTakable({ name, values }: Metric): boolean {
  const labels = values.flatMap((one) => Object.keys(one.labels));
  return /^[a-zA-Z_:][\w:]*$/.test(name) && labels.every((label) => /^[a-zA-Z_]\w*$/.test(label));
}

function textOf({ name, help, type, values }: Metric): string {
  const lines = values.map(({ labels, value }) => `${name}${labelsText(labels)} ${numberText(value)}\n`);
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    return `${name}="${escaped}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
