import { ActionIcon } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { nodeId } from './api';
import type { MapEdge, ServiceMap } from './api';
import { loadOf, percent, shareOf } from './mapGraph';
import { formatDuration, formatNumber, formatRate } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { Sparkline } from '../services/Sparkline';
import { serviceTextColor } from '../traces/serviceColor';
import { quoted } from '../traces/traceql/write';
import { edgeId } from '../../ui/graph/graphLayout';
import { typeNames, typeOf } from '../../ui/graph/NodeShape';
import { Icon } from '../../ui/icons';
import classes from './MapPage.module.css';

type MapPanelProps = { map: ServiceMap; selected: string; seconds: number; onSelect: (id: string) => void };

/** Figures of a node or an edge, and ways to its traces, logs and metrics. */
export function MapPanel({ map, selected, seconds, onSelect }: MapPanelProps) {
  const edge = map.edges.find((each) => edgeId({ from: nodeId(each.from), to: nodeId(each.to) }) === selected);
  const node = map.nodes.find((each) => nodeId(each) === selected);
  if (!edge && !node) return null;
  return (
    <aside className={classes.panel} aria-label="Chosen part of the map">
      <header>
        <div>
          <span>{edge ? 'Calls' : typeNames[typeOf(node?.type ?? '')]}</span>
          <h2>{edge ? <>{edge.from.name} → {edge.to.name}</> : node?.name}</h2>
        </div>
        <ActionIcon aria-label="Close" onClick={() => onSelect('')}><Icon name="cross" size={14} /></ActionIcon>
      </header>
      {edge ? <EdgeFigures edge={edge} seconds={seconds} /> : node && <NodeFigures id={selected} name={node.name} service={node.type === 'service'} edges={map.edges} seconds={seconds} onSelect={onSelect} />}
    </aside>
  );
}

function EdgeFigures({ edge, seconds }: { edge: MapEdge; seconds: number }) {
  const [search] = useSearchParams();
  const of = edge.from.type === 'service' ? edge.from.name : edge.to.name;
  const query = edge.from.type === 'service' && edge.to.type === 'service'
    ? `{ resource.service.name = ${quoted(edge.from.name)} } >> { resource.service.name = ${quoted(edge.to.name)}${edge.errors > 0 ? ' && status = error' : ''} }`
    : `{ resource.service.name = ${quoted(of)} && kind = ${edge.from.type === 'service' ? (edge.to.type === 'queue' ? 'producer' : 'client') : 'consumer'}${edge.errors > 0 ? ' && status = error' : ''} }`;
  return (
    <>
      <dl className={classes.figures}>
        <div><dt>Rate</dt><dd>{formatRate(edge.calls / seconds)}</dd></div>
        <div><dt>Calls</dt><dd>{formatNumber(edge.calls)}</dd></div>
        <div><dt>Failed</dt><dd data-bad={edge.errors > 0 || undefined}>{percent(shareOf(edge.errors, edge.calls))}</dd></div>
        <div><dt>p50</dt><dd>{formatDuration(edge.p50Nano)}</dd></div>
        <div><dt>p95</dt><dd>{formatDuration(edge.p95Nano)}</dd></div>
        <div><dt>p99</dt><dd>{formatDuration(edge.p99Nano)}</dd></div>
      </dl>
      <h3>Calls over time</h3>
      <Sparkline values={edge.sparkline} height={48} />
      <p className={classes.ways}>
        <Link to={linkTo(`/explore/traces?q=${encodeURIComponent(query)}`, search)}>{edge.errors > 0 ? 'Failed traces' : 'Traces'}</Link>
        {[edge.from, edge.to].filter((each) => each.type === 'service').map((each) => <Link key={each.name} to={linkTo(`/explore/services/${encodeURIComponent(each.name)}`, search)}>{each.name}</Link>)}
      </p>
    </>
  );
}

type NodeFiguresProps = { id: string; name: string; service: boolean; edges: MapEdge[]; seconds: number; onSelect: (id: string) => void };

function NodeFigures({ id, name, service, edges, seconds, onSelect }: NodeFiguresProps) {
  const [search] = useSearchParams();
  const load = loadOf(id, edges);
  const of = quoted(name);
  return (
    <>
      <dl className={classes.figures}>
        <div><dt>{load.incoming ? 'Rate' : 'Calls out'}</dt><dd>{formatRate(load.calls / seconds)}</dd></div>
        <div><dt>Failed</dt><dd data-bad={load.errors > 0 || undefined}>{percent(shareOf(load.errors, load.calls))}</dd></div>
        <div><dt>p95</dt><dd>{formatDuration(load.p95Nano)}</dd></div>
      </dl>
      {service && (
        <p className={classes.ways}>
          <Link to={linkTo(`/explore/services/${encodeURIComponent(name)}`, search)}>Service</Link>
          <Link to={linkTo(`/explore/traces?q=${encodeURIComponent(`{ resource.service.name = ${of} }`)}`, search)}>Traces</Link>
          <Link to={linkTo(`/explore/traces?q=${encodeURIComponent(`{ resource.service.name = ${of} && status = error }`)}`, search)}>Failed</Link>
          <Link to={linkTo(`/explore/logs?language=search&q=${encodeURIComponent(`service:${of}`)}`, search)}>Logs</Link>
        </p>
      )}
      <Neighbours title="Called by" edges={edges.filter((edge) => nodeId(edge.to) === id)} side="from" seconds={seconds} onSelect={onSelect} />
      <Neighbours title="Calls" edges={edges.filter((edge) => nodeId(edge.from) === id)} side="to" seconds={seconds} onSelect={onSelect} />
    </>
  );
}

function Neighbours({ title, edges, side, seconds, onSelect }: { title: string; edges: MapEdge[]; side: 'from' | 'to'; seconds: number; onSelect: (id: string) => void }) {
  if (edges.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={classes.neighbours}>
        {edges.map((edge) => (
          <li key={nodeId(edge[side])}>
            <button type="button" onClick={() => onSelect(edgeId({ from: nodeId(edge.from), to: nodeId(edge.to) }))}>
              <b style={{ color: edge[side].type === 'service' ? serviceTextColor(edge[side].name) : undefined }}>{edge[side].name}</b>
              <span>{formatRate(edge.calls / seconds)}</span><span data-bad={edge.errors > 0 || undefined}>{percent(shareOf(edge.errors, edge.calls))}</span><span>{formatDuration(edge.p95Nano)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
