import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useFoundSpans } from './api';
import { at, nameOf, serviceOf, spanIdOf } from './model';
import type { Trace } from './model';

const pauseMs = 200;

/** Which spans hold the text in service, operation, attributes or events; undefined when nothing is looked for. */
export function useMatches(trace: Trace | undefined, text: string): Uint8Array | undefined {
  const [settled] = useDebouncedValue(text.trim().toLowerCase(), pauseMs);
  const { data: found } = useFoundSpans(trace, settled);
  return useMemo(() => {
    if (!trace || settled === '') return undefined;
    const marks = new Uint8Array(trace.count);
    const names = trace.names.map((name) => name.toLowerCase().includes(settled));
    const services = trace.services.map(({ service }) => service.toLowerCase().includes(settled));
    for (let span = 0; span < trace.count; span += 1) {
      if (names[at(trace.name, span)] || services[at(trace.service, span)] || holds(trace, span, settled)) marks[span] = 1;
    }
    if (found) mark(trace, marks, new Set(found));
    return marks;
  }, [trace, settled, found]);
}

function holds(trace: Trace, span: number, text: string): boolean {
  const detail = trace.details?.spans[span];
  if (!detail) return false;
  const has = (attributes: { key: string; value: string }[]) => attributes.some(({ key, value }) => `${key}=${value}`.toLowerCase().includes(text));
  return detail.spanId.includes(text) || detail.statusMessage.toLowerCase().includes(text) || has(detail.attributes)
    || detail.events.some((event) => event.name.toLowerCase().includes(text) || has(event.attributes));
}

function mark(trace: Trace, marks: Uint8Array, ids: ReadonlySet<string>) {
  for (let span = 0; span < trace.count; span += 1) if (ids.has(spanIdOf(trace, span))) marks[span] = 1;
}

/** For readers who do not see the picture. */
export const describeSpan = (trace: Trace, span: number): string => `${serviceOf(trace, span)} ${nameOf(trace, span)}`;
