import { useMemo } from 'react';
import { apdexState, useServices } from './api';
import { useSeconds } from './useSeconds';
import { absoluteRange, resolveRange } from '../../lib/timeRange';
import { formatDuration, formatNumber, formatRate } from '../../lib/format';
import { useTimeRange } from '../../lib/useTimeRange';
import { TimeChart } from '../../ui/TimeChart';
import classes from './ServicesPage.module.css';

const steps = 60;

/** The service's row of the table, large, and its requests over time. */
export function ServiceSummary({ service }: { service: string }) {
  const { data } = useServices();
  const { range, setRange } = useTimeRange();
  const seconds = useSeconds();
  const row = data?.rows.find((each) => each.name === service);
  const chart = useMemo(() => {
    if (!row) return undefined;
    const { fromMs, toMs } = resolveRange(range, Date.now());
    // As the server cuts the range: whole minutes, at most sixty parts.
    const start = Math.floor(fromMs / 60_000) * 60;
    const step = Math.max(60, Math.ceil((toMs - fromMs) / 1000 / steps));
    const count = Math.min(row.sparkline.length, Math.floor((toMs / 1000 - start) / step) + 1);
    const column = (values: number[]) => values.slice(0, count).map((value) => value / step);
    return {
      times: Array.from({ length: count }, (_, place) => start + place * step), from: fromMs / 1000, to: toMs / 1000,
      series: [
        { label: 'requests', values: column(row.sparkline), color: 'var(--spans)', kind: 'bars' as const },
        { label: 'failed', values: column(row.errorSparkline), color: 'var(--bad)', kind: 'bars' as const },
      ],
    };
  }, [row, range]);
  if (!row || !chart) return null;
  const share = row.errors / Math.max(1, row.calls);
  return (
    <section className={classes.summary}>
      <dl>
        <div><dt>Requests</dt><dd>{formatRate(row.calls / seconds)}</dd><dd className={classes.small}>{formatNumber(row.calls)}</dd></div>
        <div><dt>Errors</dt><dd className={row.errors > 0 ? classes.bad : undefined}>{(share * 100).toFixed(row.errors > 0 ? 2 : 0)} %</dd><dd className={classes.small}>{formatNumber(row.errors)}</dd></div>
        <div><dt>Apdex</dt><dd className={classes.apdex} data-state={apdexState(row.apdex)}>{row.apdex.toFixed(2)}</dd><dd className={classes.small}>up to {formatDuration(row.apdexNano)}</dd></div>
        <div><dt>p50</dt><dd>{formatDuration(row.p50Nano)}</dd></div>
        <div><dt>p95</dt><dd>{formatDuration(row.p95Nano)}</dd></div>
        <div><dt>p99</dt><dd>{formatDuration(row.p99Nano)}</dd></div>
      </dl>
      <TimeChart times={chart.times} series={chart.series} from={chart.from} to={chart.to} height={130} format={formatRate} label="Requests over time" onSelect={(from, to) => setRange(absoluteRange(from * 1000, to * 1000))} />
    </section>
  );
}
