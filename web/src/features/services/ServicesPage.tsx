import { SegmentedControl, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useServices } from './api';
import { CoverageView } from './CoverageView';
import { redColumns } from './redColumns';
import { useSeconds } from './useSeconds';
import { linkTo, useUrlText } from '../../lib/urlState';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import { Icon } from '../../ui/icons';
import classes from './ServicesPage.module.css';

/** Requests, errors and durations of every service; a click opens one. Beside it, whether declared paths leave complete traces. */
export default function ServicesPage() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [view, setView] = useUrlText('view', 'red');
  const [text, setText] = useUrlText('search');
  const { data, error, refetch } = useServices();
  const seconds = useSeconds();
  const columns = useMemo(() => redColumns(seconds, 'Service'), [seconds]);
  const rows = data?.rows.filter((row) => row.name.toLowerCase().includes(text.toLowerCase()));
  // Where a service was a parameter of this page.
  const old = search.get('service');
  if (old) return <Navigate to={linkTo(`/explore/services/${encodeURIComponent(old)}`, search)} replace />;
  return (
    <Page fill title="Services" subtitle={view === 'red' && data && `${data.rows.length} services`} actions={<TimeRangePicker />}>
      <div className={classes.bar}>
        <SegmentedControl value={view} onChange={setView} data={[{ value: 'red', label: 'Requests and errors' }, { value: 'coverage', label: 'Coverage' }]} aria-label="View" />
        {view === 'red' && <TextInput placeholder="Filter" aria-label="Filter services" value={text} onChange={(event) => setText(event.currentTarget.value)} leftSection={<Icon name="search" size={14} />} w={200} />}
      </div>
      {view === 'coverage' ? <CoverageView /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !rows ? <Loading rows={10} /> : rows.length === 0 ? (
        <EmptyState title={text === '' ? 'No spans in this time range' : 'No service of this name'}>
          <p>{text === '' ? 'Services are known by the spans they send. Take a longer time range, or see on Home how to send some.' : 'The filter looks into the names of services.'}</p>
        </EmptyState>
      ) : (
        <div className={classes.table}>
          <DataTable columns={columns} rows={rows} label="Services" rowHeight={38} initialSorting={{ column: 'rate', descending: true }}
            onRowClick={(row) => void navigate(linkTo(`/explore/services/${encodeURIComponent(row.name)}`, search))} />
        </div>
      )}
    </Page>
  );
}
