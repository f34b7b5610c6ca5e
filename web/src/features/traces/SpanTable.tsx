import { useMemo } from 'react';
import { at, kindOf, nameOf, serviceOf, statusOf } from './model';
import type { Trace } from './model';
import { serviceTextColor } from './serviceColor';
import { formatDuration } from '../../lib/format';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';

/** The spans as a table, those with most time of their own first. */
export function SpanTable({ trace, marks, onSelect }: { trace: Trace; marks: Uint8Array | undefined; onSelect: (span: number) => void }) {
  const rows = useMemo(() => Array.from({ length: trace.count }, (_, span) => span).filter((span) => marks === undefined || marks[span] === 1), [trace, marks]);
  const columns = useMemo(() => columnsOf(trace), [trace]);
  if (rows.length === 0) return <EmptyState title="No span holds this text" />;
  return <DataTable columns={columns} rows={rows} label="Spans" initialSorting={{ column: 'self', descending: true }} onRowClick={onSelect} />;
}

function columnsOf(trace: Trace): Column<number>[] {
  const text = (id: string, header: string, width: number, value: (trace: Trace, span: number) => string): Column<number> =>
    ({ id, header, width, render: (span) => value(trace, span), sortValue: (span) => value(trace, span) });
  const duration = (id: string, header: string, column: Float64Array): Column<number> =>
    ({ id, header, width: 92, align: 'right', mono: true, render: (span) => formatDuration(at(column, span)), sortValue: (span) => at(column, span) });
  return [
    { ...text('service', 'Service', 150, serviceOf), render: (span) => <b style={{ color: serviceTextColor(serviceOf(trace, span)) }}>{serviceOf(trace, span)}</b> },
    text('name', 'Operation', 280, nameOf),
    duration('duration', 'Duration', trace.length),
    duration('self', 'Its own', trace.self),
    duration('critical', 'Critical', trace.critical),
    duration('start', 'Start', trace.start),
    { ...text('status', 'Status', 74, statusOf), render: (span) => (trace.failed[span] === 1 ? <b style={{ color: 'var(--bad)' }}>error</b> : statusOf(trace, span)) },
    text('kind', 'Kind', 84, kindOf),
  ];
}
