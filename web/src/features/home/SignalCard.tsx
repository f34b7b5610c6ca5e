import { useMemo } from 'react';
import { homeRange } from './api';
import type { Arrivals, Overview } from './api';
import { formatCompact, formatRate } from '../../lib/format';
import { absoluteRange } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';
import { Panel } from '../../ui/Panel';
import { TimeChart } from '../../ui/TimeChart';
import classes from './HomePage.module.css';

const names = { spans: 'Spans', logs: 'Log records', samples: 'Metric samples' };

/** How many records of one signal arrived, step by step. */
export function SignalCard({ arrivals, overview }: { arrivals: Arrivals; overview: Overview }) {
  const { setRange } = useTimeRange(homeRange);
  const { times, values } = useMemo(() => everyStep(arrivals, overview), [arrivals, overview]);
  const color = `var(--${arrivals.signal})`;
  const series = useMemo(() => [{ label: names[arrivals.signal], values, color, kind: 'bars' as const }], [arrivals.signal, values, color]);
  return (
    <Panel title={<span className={classes.name}><span className={classes.dot} style={{ background: color }} />{names[arrivals.signal]}</span>}>
      <div className={classes.stat}>
        <span className={classes.number}>{formatCompact(arrivals.total)}</span>
        <span className={classes.rate}>{formatRate(arrivals.perSecond)}</span>
      </div>
      {arrivals.total === 0 ? <div className={classes.nothing}>None in this time</div> : (
        <TimeChart times={times} series={series} height={130} format={formatCompact} label={`${names[arrivals.signal]} over time`}
          from={Date.parse(overview.from) / 1000} to={Date.parse(overview.to) / 1000}
          onSelect={(from, to) => setRange(absoluteRange(from * 1000, to * 1000))} />
      )}
    </Panel>
  );
}

/** The server leaves out steps without records; a bar chart needs them to keep its bars equally wide. */
function everyStep(arrivals: Arrivals, overview: Overview) {
  const step = overview.stepSeconds;
  const counts = new Map(arrivals.points.map((point) => [point.time / 1000, point.count]));
  const first = Math.floor(Date.parse(overview.from) / 1000 / step) * step;
  const steps = Math.ceil((Date.parse(overview.to) / 1000 - first) / step);
  const times = Array.from({ length: steps }, (_, index) => first + index * step);
  return { times, values: times.map((time) => counts.get(time) ?? 0) };
}
