import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { Sparkline } from './Sparkline';
import { get } from '../../lib/api';
import { formatDuration, formatNumber, formatRate } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { resolveRange } from '../../lib/timeRange';
import { linkTo, useUrlText } from '../../lib/urlState';
import { useTimeRange } from '../../lib/useTimeRange';
import { serviceColor } from '../traces/serviceColor';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import classes from './ServicesPage.module.css';

export type RedRow = { name: string; kind: string; calls: number; errors: number; meanNano: number; p50Nano: number; p95Nano: number; p99Nano: number; maxNano: number; sparkline: number[] };

/** Requests, errors and durations of every service; a click shows the operations of one. */
export default function ServicesPage() {
  const [service, setService] = useUrlText('service');
  const [search] = useSearchParams();
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  const { data, error, refetch } = useQuery({
    queryKey: ['red', tenant, range, service],
    queryFn: async ({ signal }) => (await get<{ rows: RedRow[] }>(`/api/vault/traces/services${service && `/${encodeURIComponent(service)}`}`, { from: range.from, to: range.to }, signal)).rows,
    refetchInterval,
  });
  const { fromMs, toMs } = resolveRange(range, Date.now());
  const title = service || 'Services';
  const actions = (
    <>
      {service && <Button variant="subtle" onClick={() => setService('')}>All services</Button>}
      {service && <Button variant="default" component={Link} to={linkTo(`/explore/traces?service=${encodeURIComponent(service)}`, search)}>Its traces</Button>}
      <TimeRangePicker />
    </>
  );
  if (error) return <Page title={title} actions={actions}><ErrorState error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title={title} actions={actions}><Loading rows={10} /></Page>;
  if (data.length === 0) return <Page title={title} actions={actions}><EmptyState title="No spans in this time range" /></Page>;
  return (
    <Page fill title={title} subtitle={`${data.length} ${service ? 'operations' : 'services'}`} actions={actions}>
      <div className={classes.table}>
        <DataTable columns={columnsOf((toMs - fromMs) / 1000, service !== '')} rows={data} label={title} rowHeight={36} initialSorting={{ column: 'rate', descending: true }}
          onRowClick={service ? undefined : (row) => setService(row.name)} />
      </div>
    </Page>
  );
}

const duration = (id: string, header: string, value: (row: RedRow) => number): Column<RedRow> =>
  ({ id, header, width: 90, align: 'right', mono: true, render: (row) => formatDuration(value(row)), sortValue: value });

const columnsOf = (seconds: number, ofOperations: boolean): Column<RedRow>[] => [
  {
    id: 'name', header: ofOperations ? 'Operation' : 'Service', width: 260, sortValue: (row) => row.name,
    render: (row) => <>{!ofOperations && <i className={classes.dot} style={{ background: serviceColor(row.name) }} />}{row.name} <span className={classes.kind}>{row.kind}</span></>,
  },
  { id: 'shape', header: 'Requests over time', width: 150, render: (row) => <Sparkline values={row.sparkline} /> },
  { id: 'rate', header: 'Rate', width: 80, align: 'right', mono: true, render: (row) => formatRate(row.calls / seconds), sortValue: (row) => row.calls },
  {
    id: 'errors', header: 'Errors', width: 90, align: 'right', mono: true, sortValue: (row) => row.errors / Math.max(1, row.calls),
    render: (row) => <span className={row.errors > 0 ? classes.bad : classes.none} title={`${formatNumber(row.errors)} of ${formatNumber(row.calls)}`}>{((row.errors / Math.max(1, row.calls)) * 100).toFixed(row.errors > 0 ? 2 : 0)}%</span>,
  },
  duration('p50', 'p50', (row) => row.p50Nano), duration('p95', 'p95', (row) => row.p95Nano), duration('p99', 'p99', (row) => row.p99Nano), duration('max', 'Longest', (row) => row.maxNano),
];
