import { useMemo, useState } from 'react';
import { Notes } from './Notes';
import { queryRange, seriesName } from './api';
import { seriesOf, toLines } from './graph';
import type { GraphLine } from './graph';
import { useResults } from './useResults';
import type { ViewProps } from './useResults';
import { absoluteRange } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Loading } from '../../ui/Loading';
import { TimeChart } from '../../ui/TimeChart';
import { ticksOf, unitName } from './units';
import { useUnits } from './useUnits';
import classes from './MetricsPage.module.css';

// More lines than this are a colour, not a graph; the table below still has all of them.
const mostDrawn = 2000;

/** Lines over time with a legend of last, least and greatest values; a click on a row shows that series alone. */
export default function GraphView(props: ViewProps) {
  const outcomes = useResults('range', props, queryRange);
  const { setRange } = useTimeRange();
  const [alone, setAlone] = useState<string>();
  const [near, setNear] = useState<string>();
  const units = useUnits(outcomes.map((outcome) => outcome.text));
  const graph = useMemo(() => toLines(outcomes, units), [outcomes, units]);
  const common = seriesName(graph.common);
  const drawn = useMemo(() => {
    const chosen = graph.lines.filter((line) => line.id === alone);
    return (chosen.length > 0 ? chosen : graph.lines).slice(0, mostDrawn);
  }, [graph, alone]);

  if (outcomes.every((outcome) => outcome.answer === undefined && outcome.error === null)) return <Loading />;
  const answered = outcomes.flatMap(({ answer }) => seriesOf(answer));
  if (answered.length > 0 && answered.every((series) => series.values === undefined)) {
    return (
      <EmptyState title="A histogram is no line">
        <p>Look at it as a heatmap, or ask for a number of it: <code>histogram_quantile(0.9, sum(rate(name[5m])))</code></p>
      </EmptyState>
    );
  }
  return (
    <>
      <Notes outcomes={outcomes} />
      {graph.lines.length === 0 ? (outcomes.some((outcome) => outcome.error) ? null : <EmptyState title="No data"><p>No series match in this time range.</p></EmptyState>) : (
        <div className={classes.graph} data-stale={outcomes.some((outcome) => outcome.loading) || undefined}>
          <TimeChart times={graph.times} series={drawn} from={graph.from} to={graph.to} height={320} format={graph.format} ticks={ticksOf(graph.unit)} zeroBased={false}
            focused={drawn.findIndex((line) => line.id === near)} label={`${graph.lines.length} series`}
            onSelect={(from, to) => setRange(absoluteRange(from * 1000, to * 1000))} />
          <p className={classes.count}>
            {graph.lines.length.toLocaleString('en')} series{graph.lines.length > mostDrawn && `, of which ${mostDrawn} are drawn`}{Object.keys(graph.common).length > 0 && <> of <code>{common}</code></>}
            {unitName(graph.unit) !== '' && <> in {unitName(graph.unit)}</>}
            {alone !== undefined && drawn.length === 1 && <button type="button" className={classes.link} onClick={() => setAlone(undefined)}>show all</button>}
          </p>
          <div className={classes.legend}>
            <DataTable columns={columns} rows={graph.lines} label="Series" rowHeight={28} onRowHover={(line) => setNear(line?.id)}
              onRowClick={(line) => setAlone((old) => (old === line.id ? undefined : line.id))} />
          </div>
        </div>
      )}
    </>
  );
}

const figure = (id: 'last' | 'min' | 'max' | 'mean', header: string): Column<GraphLine> => ({
  id, header, width: 104, align: 'right', mono: true, render: (line) => <span title={String(line[id])}>{line.format(line[id])}</span>, sortValue: (line) => line[id],
});

const columns: Column<GraphLine>[] = [
  {
    id: 'series', header: 'Series', width: 420, mono: true, sortValue: (line) => line.label,
    render: (line) => <span title={line.full}><span className={classes.swatch} style={{ background: line.color }} />{line.label}</span>,
  },
  figure('last', 'Last'), figure('min', 'Least'), figure('max', 'Greatest'), figure('mean', 'Mean'),
];
