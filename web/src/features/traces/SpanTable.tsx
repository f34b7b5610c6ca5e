import { useMemo } from 'react';
import type { Span, Trace } from './api';
import { serviceColor } from './serviceColor';
import { matchesSpan } from './spans';
import { formatDuration } from '../../lib/format';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';

type Row = { span: Span; index: number };

/** The spans as a table, those with most time of their own first. */
export function SpanTable({ trace, search, onSelect }: { trace: Trace; search: string; onSelect: (span: number) => void }) {
  const rows = useMemo(() => trace.spans.map((span, index): Row => ({ span, index })).filter(({ span }) => search === '' || matchesSpan(span, search)), [trace, search]);
  return <DataTable columns={columns} rows={rows} label="Spans" initialSorting={{ column: 'self', descending: true }} onRowClick={(row) => onSelect(row.index)} />;
}

const duration = (id: string, header: string, value: (span: Span) => number): Column<Row> =>
  ({ id, header, width: 90, align: 'right', mono: true, render: ({ span }) => formatDuration(value(span)), sortValue: ({ span }) => value(span) });

const columns: Column<Row>[] = [
  { id: 'service', header: 'Service', width: 150, render: ({ span }) => <b style={{ color: serviceColor(span.service) }}>{span.service}</b>, sortValue: ({ span }) => span.service },
  { id: 'name', header: 'Operation', width: 280, render: ({ span }) => span.name, sortValue: ({ span }) => span.name },
  { id: 'kind', header: 'Kind', width: 80, render: ({ span }) => span.kind, sortValue: ({ span }) => span.kind },
  { id: 'status', header: 'Status', width: 70, render: ({ span }) => span.status, sortValue: ({ span }) => span.status },
  duration('start', 'Start', (span) => span.offsetNano),
  duration('duration', 'Duration', (span) => span.durationNano),
  duration('self', 'Its own', (span) => span.selfNano),
  duration('critical', 'Critical', (span) => span.criticalNano),
];
