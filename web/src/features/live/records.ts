/** The signals the stream has, with the names people use. */
export const signals = [
  { id: 'spans', name: 'Spans' },
  { id: 'logs', name: 'Logs' },
  { id: 'samples', name: 'Samples' },
] as const;

export type SignalId = (typeof signals)[number]['id'];

type Pairs = Record<string, string>;
type Span = { time: string; service: string; name: string; kind: string; durationNano: string; status: string; traceId: string; spanId: string; attributes: Pairs; resource: Pairs };
type Log = { time: string; service: string; severity: string; body: string; traceId: string; spanId: string; attributes: Pairs; resource: Pairs };
type Sample = { time: string; name: string; value: number | string; labels: Pairs; type: string; unit: string };
export type Batch = { spans: Span[]; logs: Log[]; samples: Sample[]; dropped: number };

export type Level = 'error' | 'warn' | 'info' | 'debug';

/** A record of any signal as a line of the list. */
export type LiveRecord = {
  id: number;
  signal: SignalId;
  time: string;
  service: string;
  text: string;
  /** What stands at the end of the line: a duration, a level, a value. */
  figure: string;
  level: Level;
  traceId?: string;
  groups: { name: string; pairs: Pairs }[];
};

let lastId = 0;

/** The records of a batch, newest first. */
export function readBatch(batch: Batch, duration: (nanoseconds: number) => string): LiveRecord[] {
  const records = [
    ...batch.spans.map((span): LiveRecord => ({
      id: ++lastId, signal: 'spans', time: span.time, service: span.service, text: span.name, figure: duration(Number(span.durationNano)),
      level: span.status === 'error' ? 'error' : 'info', traceId: span.traceId || undefined,
      groups: [
        { name: 'Span', pairs: { name: span.name, kind: span.kind, status: span.status, duration: duration(Number(span.durationNano)), 'trace id': span.traceId, 'span id': span.spanId } },
        { name: 'Attributes', pairs: span.attributes }, { name: 'Resource', pairs: span.resource },
      ],
    })),
    ...batch.logs.map((log): LiveRecord => ({
      id: ++lastId, signal: 'logs', time: log.time, service: log.service, text: log.body, figure: log.severity, level: levelOf(log.severity),
      traceId: log.traceId || undefined,
      groups: [
        { name: 'Log record', pairs: { body: log.body, level: log.severity, 'trace id': log.traceId, 'span id': log.spanId } },
        { name: 'Attributes', pairs: log.attributes }, { name: 'Resource', pairs: log.resource },
      ],
    })),
    ...batch.samples.map((sample): LiveRecord => ({
      id: ++lastId, signal: 'samples', time: sample.time, service: sample.labels.service_name ?? sample.labels.job ?? sample.labels.source_system ?? '',
      text: `${sample.name}${labelText(sample.labels)}`, figure: valueText(sample.value), level: 'info',
      groups: [{ name: 'Sample', pairs: { metric: sample.name, value: String(sample.value), type: sample.type, unit: sample.unit } }, { name: 'Labels', pairs: sample.labels }],
    })),
  ];
  return records.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}

function levelOf(severity: string): Level {
  const text = severity.toLowerCase();
  if (/^(error|fatal|critical)/.test(text)) return 'error';
  if (text.startsWith('warn')) return 'warn';
  return /^(debug|trace)/.test(text) ? 'debug' : 'info';
}

function labelText(labels: Pairs): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== '__name__');
  return pairs.length === 0 ? '' : ` {${pairs.map(([name, value]) => `${name}="${value}"`).join(', ')}}`;
}

function valueText(value: number | string): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(8)));
}
