import type { Attribute, Bottleneck, ErrorOrigin, Repetition, Segment, ServicePart, SpanDetails } from './api';

/** A trace as the server sends it: column by column, an item of a column belongs to the span of the same place in the order of the tree. */
export type TraceColumns = {
  traceId: string; startUnixNano: string; durationNano: number; root: number; count: number; services: ServicePart[]; ids: string; parents: number[];
  service: number[]; name: number[]; names: string[]; kinds: string; statuses: string; category: number[]; categories: string[];
  starts: number[]; durations: number[]; inChildren: number[]; criticalPath: Segment[];
  events: { spans: number[]; offsets: number[]; name: number[]; names: string[] }; linked: number[];
  bottleneck: Bottleneck | null; repetitions: Repetition[]; errors: ErrorOrigin[]; details: SpanDetails | null;
};

export type SpanEventMark = { offset: number; name: string };

/** A trace for the views: columns of numbers, a hundred thousand spans in a few megabytes. Spans are named by their place in the order of the tree. */
export type Trace = {
  id: string;
  startNano: bigint;
  duration: number;
  root: number;
  count: number;
  services: ServicePart[];
  names: string[];
  categories: string[];
  /** -1 for a root. */
  parent: Int32Array;
  depth: Int32Array;
  /** The place after the last span below. */
  end: Int32Array;
  /** Nanoseconds after the trace's start. */
  start: Float64Array;
  length: Float64Array;
  self: Float64Array;
  critical: Float64Array;
  service: Uint16Array;
  name: Int32Array;
  category: Uint8Array;
  kind: Uint8Array;
  failed: Uint8Array;
  status: Uint8Array;
  deepest: number;
  events: Map<number, SpanEventMark[]>;
  linked: ReadonlySet<number>;
  path: Segment[];
  bottleneck: Bottleneck | null;
  repetitions: Repetition[];
  errors: ErrorOrigin[];
  details: SpanDetails | null;
  ids: string;
};

const idLength = 16;

export function toTrace(columns: TraceColumns): Trace {
  const { count } = columns;
  const trace: Trace = {
    id: columns.traceId, startNano: BigInt(columns.startUnixNano), duration: columns.durationNano, root: columns.root, count,
    services: columns.services, names: columns.names, categories: columns.categories,
    parent: new Int32Array(count), depth: new Int32Array(count), end: new Int32Array(count),
    start: new Float64Array(count), length: Float64Array.from(columns.durations), self: new Float64Array(count), critical: new Float64Array(count),
    service: Uint16Array.from(columns.service), name: Int32Array.from(columns.name), category: Uint8Array.from(columns.category),
    kind: digits(columns.kinds), failed: new Uint8Array(count), status: digits(columns.statuses), deepest: 0,
    events: eventsOf(columns), linked: new Set(columns.linked), path: columns.criticalPath, bottleneck: columns.bottleneck,
    repetitions: columns.repetitions, errors: columns.errors, details: columns.details, ids: columns.ids,
  };
  for (let span = 0; span < count; span += 1) {
    const before = columns.parents[span] ?? 0;
    const parent = before === 0 ? -1 : span - before;
    trace.parent[span] = parent;
    trace.depth[span] = parent < 0 ? 0 : at(trace.depth, parent) + 1;
    trace.start[span] = (columns.starts[span] ?? 0) + (parent < 0 ? 0 : at(trace.start, parent));
    trace.self[span] = at(trace.length, span) - (columns.inChildren[span] ?? 0);
    trace.failed[span] = trace.status[span] === 2 ? 1 : 0;
    trace.deepest = Math.max(trace.deepest, at(trace.depth, span));
  }
  // Children stand after their parents: from the end, each tells its parent where it ends.
  for (let span = count - 1; span >= 0; span -= 1) {
    if (trace.end[span] === 0) trace.end[span] = span + 1;
    const parent = at(trace.parent, span);
    if (parent >= 0) trace.end[parent] = Math.max(at(trace.end, parent), at(trace.end, span));
  }
  for (const segment of columns.criticalPath) trace.critical[segment.span] = at(trace.critical, segment.span) + segment.durationNano;
  return trace;
}

/** An item of a column; 0 outside of it. */
export const at = (column: ArrayLike<number>, place: number): number => column[place] ?? 0;

export const spanIdOf = (trace: Trace, span: number): string => trace.ids.slice(span * idLength, (span + 1) * idLength);

/** The place of a span by its id; -1 when there is none. Of two spans with one id, as Zipkin has them, the first. */
export function placeOf(trace: Trace, spanId: string): number {
  if (spanId.length !== idLength) return -1;
  for (let from = 0; ;) {
    const found = trace.ids.indexOf(spanId, from);
    if (found < 0 || found % idLength === 0) return found < 0 ? -1 : found / idLength;
    from = found + 1;
  }
}

export const serviceOf = (trace: Trace, span: number): string => trace.services[at(trace.service, span)]?.service ?? '';
export const nameOf = (trace: Trace, span: number): string => trace.names[at(trace.name, span)] ?? '';
export const isParent = (trace: Trace, span: number): boolean => at(trace.end, span) > span + 1;

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const statuses = ['unset', 'ok', 'error'];
export const kindOf = (trace: Trace, span: number): string => kinds[at(trace.kind, span)] ?? '';
export const statusOf = (trace: Trace, span: number): string => statuses[at(trace.status, span)] ?? '';

export const attributeOf = (attributes: Attribute[], key: string): string | undefined => attributes.find((each) => each.key === key)?.value;

function digits(text: string): Uint8Array {
  const column = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) column[place] = text.charCodeAt(place) - 48;
  return column;
}

function eventsOf({ events }: TraceColumns): Map<number, SpanEventMark[]> {
  const bySpan = new Map<number, SpanEventMark[]>();
  events.spans.forEach((span, place) => {
    const mark = { offset: events.offsets[place] ?? 0, name: events.names[events.name[place] ?? 0] ?? '' };
    const known = bySpan.get(span);
    if (known) known.push(mark);
    else bySpan.set(span, [mark]);
  });
  return bySpan;
}
