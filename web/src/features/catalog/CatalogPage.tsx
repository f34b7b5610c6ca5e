import { SegmentedControl, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Churn } from './Churn';
import { useCatalog } from './api';
import type { LabelCount, Metric } from './api';
import { firstQuery } from '../metrics/firstQuery';
import { formatCompact, formatNumber } from '../../lib/format';
import { linkTo, useUrlText } from '../../lib/urlState';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { Icon } from '../../ui/icons';
import classes from './CatalogPage.module.css';

/** Every metric, or every label, with what it costs in series. A click on a metric opens it in the explorer. */
export default function CatalogPage() {
  const { data, error, refetch } = useCatalog();
  const [search, setSearch] = useUrlText('search');
  const [list, setList] = useUrlText('list', 'metrics');
  const [address] = useSearchParams();
  const navigate = useNavigate();
  const words = useMemo(() => search.toLowerCase().split(/\s+/).filter(Boolean), [search]);
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const open = (metric: Metric) => void navigate(linkTo(`/explore/metrics?q=${encodeURIComponent(firstQuery(metric.name, metric.type))}`, address));

  if (error) return <Page title="Metric catalog"><ErrorState error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title="Metric catalog"><Loading rows={10} /></Page>;
  const { cardinality, metrics } = data;
  if (cardinality.series === 0) {
    return <Page title="Metric catalog"><EmptyState title="No metrics yet"><p>Send some by OTLP or Prometheus remote write, or let the server scrape them.</p></EmptyState></Page>;
  }
  const labels = cardinality.labels.filter((label) => matches(label.name));
  const found = metrics.filter((metric) => matches(`${metric.name} ${metric.type} ${metric.help}`));
  return (
    <Page fill title="Metric catalog" subtitle={`${formatNumber(metrics.length)} metrics · ${formatCompact(cardinality.series)} series, ${formatCompact(cardinality.active)} active · limit ${formatCompact(cardinality.limit)}`}
      actions={<SegmentedControl value={list} onChange={setList} data={[{ value: 'metrics', label: 'Metrics' }, { value: 'labels', label: 'Labels' }]} />}>
      <div className={classes.bar}>
        <TextInput placeholder="Part of a name, type or help" aria-label="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)}
          leftSection={<Icon name="search" size={14} />} className={classes.search} />
        <Churn churn={cardinality.churn} />
      </div>
      <div className={classes.table}>
        {(list === 'labels' ? labels : found).length === 0 ? <EmptyState title="Nothing matches"><p>No {list === 'labels' ? 'label' : 'metric'} has “{search}” in it.</p></EmptyState> : list === 'labels'
          ? <DataTable columns={labelColumns} rows={labels} label="Labels" initialSorting={{ column: 'values', descending: true }} />
          : <DataTable columns={metricColumns} rows={found} label="Metrics" onRowClick={open}
              initialSorting={{ column: 'name', descending: false }} />}
      </div>
    </Page>
  );
}

// UCUM writes what is counted in braces, as {request}.
const plain = (unit: string) => unit.replace(/[{}]/g, '');

const count = <Row,>(id: string, header: string, value: (row: Row) => number): Column<Row> =>
  ({ id, header, width: 86, align: 'right', mono: true, render: (row) => formatNumber(value(row)), sortValue: value });

const metricColumns: Column<Metric>[] = [
  { id: 'name', header: 'Name', width: 330, mono: true, render: (metric) => metric.name, sortValue: (metric) => metric.name },
  { id: 'type', header: 'Type', width: 90, render: (metric) => metric.type, sortValue: (metric) => metric.type },
  { id: 'unit', header: 'Unit', width: 86, render: (metric) => plain(metric.unit), sortValue: (metric) => plain(metric.unit) },
  count('series', 'Series', (metric) => metric.series),
  count('active', 'Active', (metric) => metric.active),
  count('created', 'New, 24 h', (metric) => metric.created),
  { id: 'help', header: 'Help', width: 320, render: (metric) => <span title={metric.help}>{metric.help}</span> },
];

const labelColumns: Column<LabelCount>[] = [
  { id: 'name', header: 'Label', width: 220, mono: true, render: (label) => label.name, sortValue: (label) => label.name },
  count('values', 'Values', (label) => label.values),
  count('series', 'Series', (label) => label.series),
  { id: 'top', header: 'Values with most series', width: 520, render: (label) => label.top.slice(0, 6).map((each) => `${each.name} (${formatNumber(each.count)})`).join(', ') },
];
