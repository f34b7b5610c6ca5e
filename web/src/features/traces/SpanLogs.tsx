import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { at, placeOf, serviceOf, spanIdOf } from './model';
import type { Trace } from './model';
import { serviceTextColor } from './serviceColor';
import { get } from '../../lib/api';
import { formatClock } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './SpanPanel.module.css';

type LogLine = { time: string; service: string; level: string; body: string; spanId: string };

// Clocks of machines differ, and what ends a request is often written after it.
const aroundMs = 60_000;
const most = 300;

/** What was written during the span, or during the whole trace. */
export function SpanLogs({ trace, span }: { trace: Trace; span: number }) {
  const [scope, setScope] = useState('span');
  const [tenant] = useTenant();
  const [search] = useSearchParams();
  const q = `trace_id:${trace.id}${scope === 'span' ? ` AND span_id:${spanIdOf(trace, span)}` : ''}`;
  const begin = Number(trace.startNano / 1_000_000n);
  const { data, error, refetch } = useQuery({
    queryKey: ['span-logs', tenant, q],
    queryFn: async ({ signal }) => (await get<{ lines: LogLine[] }>('/api/vault/logs/search', {
      q, from: new Date(begin - aroundMs).toISOString(), to: new Date(begin + trace.duration / 1e6 + aroundMs).toISOString(), limit: most, direction: 'forward',
    }, signal)).lines,
    retry: false,
  });
  return (
    <>
      <div className={classes.scope}>
        <SegmentedControl value={scope} onChange={setScope} data={[{ value: 'span', label: 'This span' }, { value: 'trace', label: 'Whole trace' }]} />
        <Link to={linkTo(`/explore/logs?language=search&q=${encodeURIComponent(q)}`, search)}>Open in logs</Link>
      </div>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={5} /> : data.length === 0 ? (
        <EmptyState title={scope === 'span' ? 'No log line of this span' : 'No log line of this trace'}><p>A line belongs to a span when it carries its trace and span id.</p></EmptyState>
      ) : (
        <ol className={classes.logs}>
          {data.map((line, place) => {
            const of = placeOf(trace, line.spanId);
            return (
              <li key={place} data-level={line.level} data-other={(scope === 'trace' && of !== span) || undefined}>
                <span className={classes.logHead}>{formatClock(new Date(Number(BigInt(line.time) / 1_000_000n)).toISOString())} <i>{line.level}</i> <b style={{ color: serviceTextColor(line.service) }}>{of >= 0 ? serviceOf(trace, of) : line.service}</b></span>
                <code>{line.body}</code>
              </li>
            );
          })}
        </ol>
      )}
      {data?.length === most && <p className={classes.more}>The first {most} lines.</p>}
    </>
  );
}

/** Seconds since 1970 of a span's start. */
export const secondsOf = (trace: Trace, span: number): number => Number(trace.startNano / 1_000_000n) / 1000 + at(trace.start, span) / 1e9;
