import { Link, useNavigate, useSearchParams } from 'react-router';
import { useDependencies } from './api';
import type { Dependencies } from './api';
import { Sparkline } from './Sparkline';
import { useSeconds } from './useSeconds';
import { formatDuration, formatRate } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import type { MapEdge } from '../map/api';
import { percent, shareOf, toGraph } from '../map/mapGraph';
import { serviceColor } from '../traces/serviceColor';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { GraphView } from '../../ui/graph/GraphView';
import { TypeMark, typeNames, typeOf } from '../../ui/graph/NodeShape';
import { Loading } from '../../ui/Loading';
import classes from './ServicesPage.module.css';

/** Who calls the service and whom it calls, as a picture and in figures. */
export function DependenciesView({ service }: { service: string }) {
  const { data, error, refetch } = useDependencies(service);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const seconds = useSeconds();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const edges = [...data.callers, ...data.calls];
  if (edges.length === 0) return <EmptyState title="Nobody calls this service, and it calls nobody" />;
  const graph = threeColumns(service, data, seconds);
  return (
    <>
      <div className={classes.graph} style={{ height: Math.min(640, 90 + 74 * Math.max(1, data.callers.length, data.calls.length)) }}>
        <GraphView nodes={graph.nodes} edges={graph.edges} label={`Dependencies of ${service}`} onSelect={(id) => {
          const other = /^(?:in|out) service:([^\u0001]+)$/.exec(id)?.[1];
          if (other !== undefined && other !== service) void navigate(linkTo(`/explore/services/${encodeURIComponent(other)}?tab=dependencies`, search));
        }} />
      </div>
      <div className={classes.sides}>
        <Side title="Called by" edges={data.callers} side="from" seconds={seconds} search={search} />
        <Side title="Calls" edges={data.calls} side="to" seconds={seconds} search={search} />
      </div>
    </>
  );
}

/** Callers left, what is called right; who is both stands at both sides, so that the picture reads from left to right. */
function threeColumns(service: string, { callers, calls }: Dependencies, seconds: number) {
  const own = `service:${service}`;
  const sides = [{ mark: 'in', ...toGraph(callers, seconds) }, { mark: 'out', ...toGraph(calls, seconds) }];
  const idOn = (mark: string, id: string) => (id === own ? own : `${mark} ${id}`);
  const middle = sides.flatMap(({ nodes }) => nodes).find((node) => node.id === own);
  return {
    nodes: [...(middle ? [middle] : []), ...sides.flatMap(({ mark, nodes }) => nodes.filter((node) => node.id !== own).map((node) => ({ ...node, id: idOn(mark, node.id) })))],
    edges: sides.flatMap(({ mark, edges }) => edges.map((edge) => ({ ...edge, from: idOn(mark, edge.from), to: idOn(mark, edge.to) }))),
  };
}

type SideProps = { title: string; edges: MapEdge[]; side: 'from' | 'to'; seconds: number; search: URLSearchParams };

function Side({ title, edges, side, seconds, search }: SideProps) {
  return (
    <section>
      <h2>{title} <span>{edges.length}</span></h2>
      <table className={classes.list}>
        <thead><tr><th>Name</th><th>Over time</th><th>Rate</th><th>Errors</th><th>p95</th></tr></thead>
        <tbody>
          {edges.map((edge) => {
            const node = edge[side];
            return (
              <tr key={`${node.type} ${node.name}`}>
                <td title={typeNames[typeOf(node.type)]}>
                  <svg width={16} height={16} viewBox="-9 -9 18 18" aria-hidden style={{ color: node.type === 'service' ? serviceColor(node.name) : undefined }}><TypeMark type={typeOf(node.type)} /></svg>
                  {node.type === 'service' ? <Link to={linkTo(`/explore/services/${encodeURIComponent(node.name)}`, search)}>{node.name}</Link> : node.name}
                </td>
                <td><Sparkline values={edge.sparkline} /></td>
                <td>{formatRate(edge.calls / seconds)}</td>
                <td className={edge.errors > 0 ? classes.bad : undefined}>{percent(shareOf(edge.errors, edge.calls))}</td>
                <td>{formatDuration(edge.p95Nano)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {edges.length === 0 && <p>none</p>}
    </section>
  );
}
