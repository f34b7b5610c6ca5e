import { useMemo } from 'react';
import { Notes } from './Notes';
import { queryInstant, seriesName } from './api';
import type { Point, QueryAnswer, Series } from './api';
import { useResults } from './useResults';
import type { Outcome, ViewProps } from './useResults';
import { formatOf, unitName } from './units';
import type { Unit } from './units';
import { useUnits } from './useUnits';
import { formatMoment } from '../../lib/format';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { CopyButton } from '../../ui/CopyButton';
import { EmptyState } from '../../ui/EmptyState';
import { Loading } from '../../ui/Loading';
import classes from './MetricsPage.module.css';

type Row = { id: string; query: string; labels: Record<string, string>; time: number; value: string; shown: string; order: number };

/** The values at the end of the time range, with a column for each label. */
export default function TableView(props: ViewProps) {
  const outcomes = useResults('instant', props, (query, window, signal) => queryInstant(query, window.end, signal));
  const units = useUnits(outcomes.map((outcome) => outcome.text));
  const rows = useMemo(() => outcomes.flatMap((outcome, index) => toRows(outcome, units[index])), [outcomes, units]);
  const columns = useMemo(() => columnsOf(rows, units), [rows, units]);
  if (outcomes.every((outcome) => outcome.answer === undefined && outcome.error === null)) return <Loading />;
  return (
    <>
      <Notes outcomes={outcomes} />
      {rows.length > 0 ? <div className={classes.table}><DataTable columns={columns} rows={rows} label="Values" /></div>
        : !outcomes.some((outcome) => outcome.error) && <EmptyState title="No data"><p>No series have a value at the end of this time range.</p></EmptyState>}
    </>
  );
}

function toRows({ letter, answer }: Outcome<QueryAnswer>, unit: Unit | undefined): Row[] {
  if (!answer) return [];
  const { resultType, result } = answer.data;
  const format = formatOf(unit);
  if (resultType === 'string') return [row(letter, {}, result as Point, String)];
  if (resultType === 'scalar') return [row(letter, {}, result as Point, (value) => format(numberOf(value)))];
  return (result as Series[]).flatMap((series) => {
    if (series.histogram) return [row(letter, series.metric, [series.histogram[0], `count ${series.histogram[1].count}, sum ${series.histogram[1].sum}`], String)];
    // A range selector gives all samples of its window.
    return (series.value ? [series.value] : series.values ?? []).map((point) => row(letter, series.metric, point, (value) => format(numberOf(value))));
  });
}

const numberOf = (value: string): number => Number(value.replace('Inf', 'Infinity'));

const row = (query: string, labels: Record<string, string>, [time, value]: Point, format: (value: string) => string): Row =>
  ({ id: `${query}${seriesName(labels)}${time}`, query, labels, time, value, shown: format(value), order: numberOf(value) });

/** As people read it; as it is under the pointer and for the clipboard. */
function Value({ row: { value, shown } }: { row: Row }) {
  return (
    <span className={classes.value}>
      <span className={classes.copy}><CopyButton value={value} label={`Copy ${value}`} /></span>
      <span title={value}>{shown}</span>
    </span>
  );
}

function columnsOf(rows: Row[], units: (Unit | undefined)[]): Column<Row>[] {
  const many = units.length > 1;
  const names = [...new Set(rows.flatMap((each) => Object.keys(each.labels)))].sort((a, b) => Number(b === '__name__') - Number(a === '__name__') || a.localeCompare(b));
  return [
    ...(many ? [{ id: '#query', header: 'Query', width: 90, render: (each: Row) => each.query, sortValue: (each: Row) => each.query }] : []),
    ...names.filter((name) => name === '__name__').map(labelColumn),
    { id: '#value', header: 'Value', note: many ? undefined : unitName(units[0]), width: 170, align: 'right', mono: true, render: (each) => <Value row={each} />, sortValue: (each) => (Number.isNaN(each.order) ? null : each.order) },
    ...names.filter((name) => name !== '__name__').map(labelColumn),
    { id: '#time', header: 'Time', width: 176, render: (each) => formatMoment(each.time * 1000), sortValue: (each) => each.time },
  ];
}

const labelColumn = (name: string): Column<Row> => ({
  id: name, header: name === '__name__' ? 'name' : name, width: name === '__name__' ? 260 : 150, mono: true,
  render: (each) => <span title={each.labels[name]}>{each.labels[name] ?? ''}</span>, sortValue: (each) => each.labels[name] ?? null,
});
