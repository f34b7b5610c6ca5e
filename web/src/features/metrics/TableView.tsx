import { useMemo } from 'react';
import { Notes } from './Notes';
import { queryInstant, seriesName } from './api';
import type { Point, QueryAnswer, Series } from './api';
import { useResults } from './useResults';
import type { Outcome, ViewProps } from './useResults';
import { formatMoment } from '../../lib/format';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Loading } from '../../ui/Loading';
import classes from './MetricsPage.module.css';

type Row = { id: string; query: string; labels: Record<string, string>; time: number; value: string; order: number };

/** The values at the end of the time range, with a column for each label. */
export default function TableView(props: ViewProps) {
  const outcomes = useResults('instant', props, (query, window, signal) => queryInstant(query, window.to, signal));
  const rows = useMemo(() => outcomes.flatMap(toRows), [outcomes]);
  const columns = useMemo(() => columnsOf(rows, outcomes.length > 1), [rows, outcomes.length]);
  if (outcomes.every((outcome) => outcome.answer === undefined && outcome.error === null)) return <Loading />;
  return (
    <>
      <Notes outcomes={outcomes} />
      {rows.length > 0 ? <div className={classes.table}><DataTable columns={columns} rows={rows} label="Values" /></div>
        : !outcomes.some((outcome) => outcome.error) && <EmptyState title="No data"><p>No series have a value at the end of this time range.</p></EmptyState>}
    </>
  );
}

function toRows({ letter, answer }: Outcome<QueryAnswer>): Row[] {
  if (!answer) return [];
  const { resultType, result } = answer.data;
  if (resultType === 'scalar' || resultType === 'string') return [row(letter, {}, result as Point)];
  return (result as Series[]).flatMap((series) => {
    if (series.histogram) return [row(letter, series.metric, [series.histogram[0], `count ${series.histogram[1].count}, sum ${series.histogram[1].sum}`])];
    // A range selector gives all samples of its window.
    return (series.value ? [series.value] : series.values ?? []).map((point) => row(letter, series.metric, point));
  });
}

const row = (query: string, labels: Record<string, string>, [time, value]: Point): Row =>
  ({ id: `${query}${seriesName(labels)}${time}`, query, labels, time, value, order: Number(value.replace('Inf', 'Infinity')) });

function columnsOf(rows: Row[], many: boolean): Column<Row>[] {
  const names = [...new Set(rows.flatMap((each) => Object.keys(each.labels)))].sort((a, b) => Number(b === '__name__') - Number(a === '__name__') || a.localeCompare(b));
  return [
    ...(many ? [{ id: '#query', header: 'Query', width: 60, render: (each: Row) => each.query, sortValue: (each: Row) => each.query }] : []),
    ...names.map((name): Column<Row> => ({
      id: name, header: name === '__name__' ? 'name' : name, width: name === '__name__' ? 260 : 150, mono: true,
      render: (each) => each.labels[name] ?? '', sortValue: (each) => each.labels[name] ?? null,
    })),
    { id: '#value', header: 'Value', width: 170, align: 'right', mono: true, render: (each) => each.value, sortValue: (each) => (Number.isNaN(each.order) ? null : each.order) },
    { id: '#time', header: 'Time', width: 176, render: (each) => formatMoment(each.time * 1000), sortValue: (each) => each.time },
  ];
}
