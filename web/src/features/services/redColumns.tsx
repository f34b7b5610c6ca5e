import { apdexState } from './api';
import type { RedRow } from './api';
import { Sparkline } from './Sparkline';
import { formatDuration, formatNumber, formatRate } from '../../lib/format';
import { serviceColor } from '../traces/serviceColor';
import type { Column } from '../../ui/DataTable';
import classes from './ServicesPage.module.css';

const duration = (id: string, header: string, value: (row: RedRow) => number): Column<RedRow> =>
  ({ id, header, width: 88, align: 'right', mono: true, render: (row) => formatDuration(value(row)), sortValue: value });

/** The columns of requests, errors and durations, of services or of the operations of one. */
export function redColumns(seconds: number, what: 'Service' | 'Operation'): Column<RedRow>[] {
  return [
    {
      id: 'name', header: what, width: what === 'Service' ? 220 : 330, sortValue: (row) => row.name,
      render: (row) => <>{what === 'Service' && <i className={classes.dot} style={{ background: serviceColor(row.name) }} />}<b className={classes.name}>{row.name}</b> <span className={classes.kind}>{row.kind}</span></>,
    },
    { id: 'rate', header: 'Rate', width: 92, align: 'right', mono: true, render: (row) => formatRate(row.calls / seconds), sortValue: (row) => row.calls },
    {
      id: 'errors', header: 'Errors', width: 84, align: 'right', mono: true, sortValue: (row) => row.errors / Math.max(1, row.calls),
      render: (row) => <span className={row.errors > 0 ? classes.bad : classes.none} title={`${formatNumber(row.errors)} of ${formatNumber(row.calls)}`}>{((row.errors / Math.max(1, row.calls)) * 100).toFixed(row.errors > 0 ? 2 : 0)} %</span>,
    },
    { id: 'shape', header: 'Requests over time', width: 150, render: (row) => <Sparkline values={row.sparkline} errors={row.errorSparkline} /> },
    {
      id: 'apdex', header: 'Apdex', width: 84, align: 'right', mono: true, sortValue: (row) => row.apdex,
      render: (row) => <span className={classes.apdex} data-state={apdexState(row.apdex)} title={`satisfied up to ${formatDuration(row.apdexNano)}`}>{row.apdex.toFixed(2)}</span>,
    },
    duration('p50', 'p50', (row) => row.p50Nano), duration('p95', 'p95', (row) => row.p95Nano), duration('p99', 'p99', (row) => row.p99Nano), duration('max', 'Longest', (row) => row.maxNano),
  ];
}
