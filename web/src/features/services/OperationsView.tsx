import { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useOperations } from './api';
import { redColumns } from './redColumns';
import { useSeconds } from './useSeconds';
import { linkTo } from '../../lib/urlState';
import { quoted } from '../traces/traceql/write';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './ServicesPage.module.css';

const rowHeight = 36;

/** Requests, errors and durations by operation; a click finds its traces. */
export function OperationsView({ service }: { service: string }) {
  const { data, error, refetch } = useOperations(service);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const seconds = useSeconds();
  const columns = useMemo(() => redColumns(seconds, 'Operation'), [seconds]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  if (data.rows.length === 0) return <EmptyState title="No spans of this service in this time range"><p>Take a longer time range, or look among all services: names are told apart by case.</p></EmptyState>;
  return (
    <div className={classes.inner} style={{ height: Math.min(560, data.rows.length * rowHeight + 50) }}>
      <DataTable columns={columns} rows={data.rows} label="Operations" rowHeight={rowHeight} initialSorting={{ column: 'rate', descending: true }}
        onRowClick={(row) => void navigate(linkTo(`/explore/traces?q=${encodeURIComponent(`{ resource.service.name = ${quoted(service)} && name = ${quoted(row.name)} }`)}`, search))} />
    </div>
  );
}
