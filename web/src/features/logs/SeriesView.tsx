import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Question } from './question';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { absoluteRange } from '../../lib/timeRange';
import type { TimeRange } from '../../lib/timeRange';
import { seriesName } from '../metrics/api';
import type { QueryData } from '../metrics/api';
import { toLines } from '../metrics/graph';
import type { GraphLine } from '../metrics/graph';
import { windowOf } from '../metrics/step';
import { formatValue } from '../metrics/values';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { TimeChart } from '../../ui/TimeChart';
import classes from './LogsPage.module.css';

const mostDrawn = 100;

/** A query of numbers, such as a rate of lines: its graph, and a table of its series. */
export function SeriesView({ question, onRange }: { question: Question; onRange: (range: TimeRange) => void }) {
  const [tenant] = useTenant();
  const [near, setNear] = useState<string>();
  const [alone, setAlone] = useState<string>();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['logs', 'series', tenant, question],
    queryFn: async ({ signal }) => {
      const window = windowOf(absoluteRange(question.fromMs, question.toMs), 'auto', question.toMs);
      const answer = await get<{ data: QueryData }>('/loki/api/v1/query_range', { query: question.q, start: window.from, end: window.to, step: window.step }, signal);
      return toLines([{ letter: '', text: question.q, answer: { data: answer.data, warnings: [], infos: [] }, window, error: null, loading: false }], []);
    },
    placeholderData: keepPreviousData, retry: false, staleTime: Infinity,
  });
  const drawn = useMemo(() => {
    const chosen = data?.lines.filter((line) => line.id === alone) ?? [];
    return (chosen.length > 0 ? chosen : data?.lines ?? []).slice(0, mostDrawn);
  }, [data, alone]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <div className={classes.wait}><Loading rows={12} /></div>;
  if (data.lines.length === 0) return <EmptyState title="No data"><p>No line of this time range counts.</p></EmptyState>;
  return (
    <div className={classes.series} data-stale={isFetching || undefined}>
      <TimeChart times={data.times} series={drawn} from={data.from} to={data.to} height={300} format={formatValue} focused={drawn.findIndex((line) => line.id === near)}
        label={`${data.lines.length} series`} onSelect={(from, to) => onRange(absoluteRange(from * 1000, to * 1000))} />
      <p className={classes.seriesNote}>{data.lines.length} series{data.lines.length > mostDrawn && `, of which ${mostDrawn} are drawn`}{Object.keys(data.common).length > 0 && <> of <code>{seriesName(data.common)}</code></>}</p>
      <div className={classes.legend}>
        <DataTable columns={columns} rows={data.lines} label="Series" rowHeight={28} onRowHover={(line) => setNear(line?.id)} onRowClick={(line) => setAlone((old) => (old === line.id ? undefined : line.id))} />
      </div>
    </div>
  );
}

const figure = (id: 'last' | 'min' | 'max' | 'mean', header: string): Column<GraphLine> =>
  ({ id, header, width: 92, align: 'right', mono: true, render: (line) => formatValue(line[id]), sortValue: (line) => line[id] });

const columns: Column<GraphLine>[] = [
  { id: 'series', header: 'Series', width: 420, mono: true, sortValue: (line) => line.label, render: (line) => <span title={line.full}><span className={classes.swatch} style={{ background: line.color }} />{line.label}</span> },
  figure('last', 'Last'), figure('min', 'Least'), figure('max', 'Greatest'), figure('mean', 'Mean'),
];
