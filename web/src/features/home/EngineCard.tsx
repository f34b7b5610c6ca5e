import type { Overview } from './api';
import { formatBytes, formatCompact, formatSpan } from '../../lib/format';
import { useReadiness } from '../../lib/readiness';
import { Panel } from '../../ui/Panel';
import classes from './HomePage.module.css';

/** How the store and the server are. */
export function EngineCard({ overview: { engine, server } }: { overview: Overview }) {
  const facts: [string, string][] = [
    ['Store', engine.mode === 'embedded' ? `embedded ClickHouse ${engine.version}` : `ClickHouse ${engine.version}`],
    ['Rows', formatCompact(engine.rows)],
    ['On disk', `${formatBytes(engine.diskBytes)}${engine.rows > 0 ? ` · ${(engine.diskBytes / engine.rows).toFixed(1)} B a row` : ''}`],
    ['Parts', formatCompact(engine.parts)],
    ['Memory', engine.memoryBytes > 0 ? `${formatBytes(engine.memoryBytes)} + ${formatBytes(server.memoryBytes)} server` : formatBytes(server.memoryBytes)],
    ['Up for', formatSpan(server.uptimeSeconds)],
    ['Restarts', formatCompact(engine.restarts)],
    ['Version', server.version],
  ];
  const { state, fault } = useReadiness();
  const silent = state === 'bad';
  const good = !silent && (engine.state === 'ready' || engine.state === 'running');
  return (
    <Panel title="Engine" aside={<span className={classes.state} data-good={good || undefined} title={fault || undefined}>{silent ? 'no answer' : engine.state}</span>}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
      </dl>
    </Panel>
  );
}
