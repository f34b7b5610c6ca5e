import { SegmentedControl, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { TargetRow } from './TargetRow';
import { useTargets } from './api';
import type { Target } from './api';
import { useUrlText } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { Icon } from '../../ui/icons';
import classes from './TargetsPage.module.css';

const healths = ['all', 'up', 'down', 'unknown'];

/** What the server scrapes, by job, asked again every few seconds. */
export default function TargetsPage() {
  const { data, error, refetch } = useTargets();
  const [search, setSearch] = useUrlText('search');
  const [health, setHealth] = useUrlText('health', 'all');

  if (error && !data) return <Page title="Targets"><ErrorState error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title="Targets"><Loading rows={8} /></Page>;
  if (data.activeTargets.length === 0) {
    return (
      <Page title="Targets">
        <EmptyState title="Nothing is scraped">
          <p>Give the server a <code>prometheus.yml</code>: its <code>scrape_configs</code> are read as they are. <Link to="/docs/prometheus">How to</Link></p>
        </EmptyState>
      </Page>
    );
  }

  const text = search.toLowerCase();
  const shown = data.activeTargets.filter((target) => (health === 'all' || target.health === health) && textOf(target).includes(text));
  const pools = [...new Set(shown.map((target) => target.scrapePool))].sort();
  const up = data.activeTargets.filter((target) => target.health === 'up').length;
  return (
    <Page title="Targets" subtitle={`${up} of ${data.activeTargets.length} up${data.droppedTargets.length > 0 ? ` · ${data.droppedTargets.length} dropped by relabelling` : ''}`}
      actions={
        <>
          <TextInput placeholder="Address, label or error" aria-label="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} leftSection={<Icon name="search" size={14} />} />
          <SegmentedControl value={health} onChange={setHealth} data={healths} aria-label="Health" />
        </>
      }>
      <div className={classes.pools}>
        {pools.length === 0 && <EmptyState title="No target matches" />}
        {pools.map((pool) => {
          const targets = shown.filter((target) => target.scrapePool === pool);
          return (
            <Panel key={pool} title={pool} aside={`${targets.filter((target) => target.health === 'up').length} of ${targets.length} up`} flush>
              <div className={classes.targets}>{targets.map((target) => <TargetRow key={`${target.scrapeUrl}${JSON.stringify(target.labels)}`} target={target} />)}</div>
            </Panel>
          );
        })}
      </div>
    </Page>
  );
}

const textOf = (target: Target): string => `${target.scrapeUrl} ${Object.entries(target.labels).map((pair) => pair.join('=')).join(' ')} ${target.lastError}`.toLowerCase();
