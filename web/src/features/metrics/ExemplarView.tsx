import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Notes } from './Notes';
import { exemplars, seriesName } from './api';
import { useResults } from './useResults';
import type { ViewProps } from './useResults';
import { formatMoment } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Loading } from '../../ui/Loading';
import classes from './MetricsPage.module.css';

type Row = { series: string; time: number; value: string; trace: string; labels: string };

/** Single measurements kept beside the series of the queries, with the trace each was taken in. */
export default function ExemplarView(props: ViewProps) {
  const outcomes = useResults('exemplars', props, exemplars);
  const rows = useMemo(() => outcomes.flatMap(({ answer }) => (answer ?? []).flatMap((each) => each.exemplars.map((exemplar): Row => {
    const { trace_id: trace = exemplar.labels['traceID'] ?? '', ...rest } = exemplar.labels;
    return { series: seriesName(each.seriesLabels), time: exemplar.timestamp, value: exemplar.value, trace, labels: seriesName(rest) };
  }))), [outcomes]);
  if (outcomes.every((outcome) => outcome.answer === undefined && outcome.error === null)) return <Loading />;
  return (
    <>
      <Notes outcomes={outcomes} />
      {rows.length > 0 ? <div className={classes.table}><DataTable columns={columns} rows={rows} label="Exemplars" initialSorting={{ column: 'time', descending: true }} /></div>
        : <EmptyState title="No exemplars"><p>The series of these queries came without exemplars in this time range. OpenTelemetry SDKs send them with histograms measured inside a sampled trace.</p></EmptyState>}
    </>
  );
}

function TraceLink({ id }: { id: string }) {
  const [search] = useSearchParams();
  return <Link to={linkTo(`/explore/traces/${id}`, search)} className={classes.trace}>{id}</Link>;
}

const columns: Column<Row>[] = [
  { id: 'time', header: 'Time', width: 176, render: (row) => formatMoment(row.time * 1000), sortValue: (row) => row.time },
  { id: 'value', header: 'Value', width: 130, align: 'right', mono: true, render: (row) => row.value, sortValue: (row) => Number(row.value) },
  { id: 'trace', header: 'Trace', width: 280, mono: true, render: (row) => row.trace !== '' && <TraceLink id={row.trace} />, sortValue: (row) => row.trace },
  { id: 'series', header: 'Series', width: 420, mono: true, render: (row) => <span title={row.series}>{row.series}</span>, sortValue: (row) => row.series },
];
