import { Link, useSearchParams } from 'react-router';
import type { ServiceArrivals } from './api';
import { formatAgo, formatNumber } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import classes from './HomePage.module.css';

const rowHeight = 34;
const tallest = 442;
const highErrorRate = 0.05;

/** Who sent what: a service leads to its page, or to its lines when it sent nothing else. */
export function ServiceTable({ services }: { services: ServiceArrivals[] }) {
  const [search] = useSearchParams();
  if (services.length === 0) return <EmptyState title="No service sent anything in this time" />;
  const columns: Column<ServiceArrivals>[] = [
    {
      id: 'service', header: 'Service', width: 180, sortValue: (row) => row.service,
      render: (row) => <Link className={classes.service} to={linkTo(placeOf(row), search)}>{row.service || '(no name)'}</Link>,
    },
    { id: 'spans', header: 'Spans', width: 80, align: 'right', sortValue: (row) => row.spans, render: (row) => formatNumber(row.spans) },
    { id: 'errors', header: 'Errors', width: 80, align: 'right', sortValue: errorRate, render: (row) => <Errors row={row} /> },
    { id: 'logs', header: 'Logs', width: 80, align: 'right', sortValue: (row) => row.logs, render: (row) => formatNumber(row.logs) },
    {
      id: 'seen', header: 'Last seen', width: 100, align: 'right', sortValue: (row) => row.lastSeen, render: (row) => formatAgo(Date.parse(row.lastSeen), Date.now()),
    },
  ];
  return (
    <div className={classes.services} style={{ height: Math.min(tallest, (services.length + 1) * rowHeight) }}>
      <DataTable columns={columns} rows={services} label="Services" rowHeight={rowHeight} />
    </div>
  );
}

const placeOf = ({ service, spans }: ServiceArrivals): string =>
  (spans > 0 ? `/explore/services/${encodeURIComponent(service)}` : `/explore/logs?q=${encodeURIComponent(`service:${JSON.stringify(service)}`)}`);

const errorRate = (row: ServiceArrivals) => (row.spans === 0 ? 0 : row.errors / row.spans);

function Errors({ row }: { row: ServiceArrivals }) {
  const rate = errorRate(row);
  const text = rate === 0 ? '0' : rate < 0.001 ? '<0.1 %' : `${(rate * 100).toFixed(1)} %`;
  return (
    <span className={classes.errors} data-none={rate === 0 || undefined} data-high={rate >= highErrorRate || undefined} title={`${row.errors} of ${row.spans} spans`}>
      {text}
    </span>
  );
}
