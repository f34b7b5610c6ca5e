import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useMap } from './api';
import { MapPanel } from './MapPanel';
import { filterEdges, toGraph } from './mapGraph';
import { Legend } from './Legend';
import { formatCount } from '../../lib/format';
import { resolveRange } from '../../lib/timeRange';
import { useUrlText } from '../../lib/urlState';
import { useTimeRange } from '../../lib/useTimeRange';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { GraphView } from '../../ui/graph/GraphView';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import { Icon } from '../../ui/icons';
import classes from './MapPage.module.css';

/** Who calls whom in a time range; filters and what is chosen stand in the address. */
export default function MapPage() {
  const { data, error, refetch, dataUpdatedAt } = useMap();
  const { range } = useTimeRange();
  const [search, setSearch] = useUrlText('search');
  const [minRate, setMinRate] = useUrlText('minRate');
  const [errors, setErrors] = useUrlText('errors');
  const [hidden, setHidden] = useUrlText('hide');
  const [selected, setSelected] = useUrlText('selected');
  const seconds = useMemo(() => {
    const { fromMs, toMs } = resolveRange(range, dataUpdatedAt || Date.now());
    return Math.max(1, (toMs - fromMs) / 1000);
  }, [range, dataUpdatedAt]);
  const edges = useMemo(() => (data ? filterEdges(data, { search, minRate: Number(minRate) || 0, onlyErrors: errors === '1', types: hidden.split(',').filter(Boolean) }, seconds) : []),
    [data, search, minRate, errors, hidden, seconds]);
  const graph = useMemo(() => toGraph(edges, seconds), [edges, seconds]);
  return (
    <Page fill title="Service map" subtitle={data && `${formatCount(graph.nodes.length, 'node')}, ${formatCount(edges.length, 'edge')}`} actions={<TimeRangePicker />}>
      <div className={classes.bar}>
        <TextInput placeholder="Service, database, host…" aria-label="Filter by name" value={search} onChange={(event) => setSearch(event.currentTarget.value)} leftSection={<Icon name="search" size={14} />} w={210} />
        <NumberInput placeholder="Least calls/s" aria-label="Least calls per second" value={minRate === '' ? '' : Number(minRate)} onChange={(value) => setMinRate(value === '' || value === 0 ? '' : String(value))} min={0} step={0.1} decimalScale={3} size="xs" w={120} />
        <Checkbox size="xs" label="Only with errors" checked={errors === '1'} onChange={(event) => setErrors(event.currentTarget.checked ? '1' : '')} />
        <Legend nodes={data?.nodes ?? []} hidden={hidden.split(',').filter(Boolean)} onHidden={(types) => setHidden(types.join(','))} />
      </div>
      <div className={classes.columns}>
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={10} /> : data.edges.length === 0 ? (
          <EmptyState title="Nobody called anybody in this time range"><p>The map is drawn from spans: services that call each other, and the databases, queues, hosts and model providers they name.</p></EmptyState>
        ) : edges.length === 0 ? <EmptyState title="No call passes the filters" /> : <GraphView nodes={graph.nodes} edges={graph.edges} selected={selected} onSelect={setSelected} label="Service map" />}
        {data && selected !== '' && <MapPanel map={data} selected={selected} seconds={seconds} onSelect={setSelected} />}
      </div>
    </Page>
  );
}
