import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { serviceOf } from './model';
import type { Trace } from './model';
import { readServiceCharts } from './serviceCharts';
import { secondsOf } from './SpanLogs';
import { formatBytes, formatDuration, formatNumber } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { palette } from '../../ui/chartOptions';
import { TimeChart } from '../../ui/TimeChart';
import classes from './SpanPanel.module.css';

const aroundSeconds = 900;

const formats = { number: formatNumber, bytes: formatBytes, seconds: (value: number) => formatDuration(value * 1e9), share: (value: number) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %` };

/** How the span's service did in the quarter hours before and after it. */
export function SpanMetrics({ trace, span }: { trace: Trace; span: number }) {
  const [tenant] = useTenant();
  const [search] = useSearchParams();
  const service = serviceOf(trace, span);
  const middle = Math.round(secondsOf(trace, span) / 15) * 15;
  const [from, to] = [middle - aroundSeconds, middle + aroundSeconds];
  const { data, error, refetch } = useQuery({
    queryKey: ['service-charts', tenant, service, from],
    queryFn: ({ signal }) => readServiceCharts(service, from, to, signal),
    retry: false,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.length === 0) return <EmptyState title={`No metrics of ${service} around this time`} />;
  return (
    <div className={classes.charts}>
      {data.map((chart) => (
        <section key={chart.title}>
          <h3>{chart.title} <Link to={linkTo(`/explore/metrics?q=${encodeURIComponent(chart.query)}`, new URLSearchParams([...search].filter(([name]) => name === 'tenant').concat([['from', iso(from)], ['to', iso(to)]])))}>Open</Link></h3>
          <TimeChart times={chart.times} from={from} to={to} height={110} format={formats[chart.unit]} label={chart.title}
            series={chart.series.map(({ label, values }, place) => ({ label, values, kind: 'line' as const, color: palette[place % palette.length] ?? 'var(--spans)' }))} />
        </section>
      ))}
      <p className={classes.more}>The span lies in the middle.</p>
    </div>
  );
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
