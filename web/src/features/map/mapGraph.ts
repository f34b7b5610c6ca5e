import { nodeId } from './api';
import type { MapEdge, ServiceMap } from './api';
import { formatDuration, formatRate } from '../../lib/format';
import { serviceColor } from '../traces/serviceColor';
import { typeOf } from '../../ui/graph/NodeShape';
import type { GraphEdge, GraphNode } from '../../ui/graph/graphLayout';

export type MapFilter = { search: string; minRate: number; onlyErrors: boolean; types: string[] };

export const shareOf = (errors: number, calls: number): number => (calls === 0 ? 0 : errors / calls);
export const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** The edges a filter leaves. With a name, also what lies one call away from it, so that it is seen in its place. */
export function filterEdges({ edges }: ServiceMap, { search, minRate, onlyErrors, types }: MapFilter, seconds: number): MapEdge[] {
  const wanted = search.trim().toLowerCase();
  return edges.filter((edge) => edge.calls / seconds >= minRate && (!onlyErrors || edge.errors > 0) && !types.includes(edge.to.type) && !types.includes(edge.from.type)
    && (wanted === '' || edge.from.name.toLowerCase().includes(wanted) || edge.to.name.toLowerCase().includes(wanted)));
}

/** What a node serves: the calls it gets; one that gets none is judged by those it makes. */
export function loadOf(id: string, edges: MapEdge[]) {
  const incoming = edges.filter((edge) => nodeId(edge.to) === id);
  const taken = incoming.length > 0 ? incoming : edges.filter((edge) => nodeId(edge.from) === id);
  const calls = taken.reduce((sum, edge) => sum + edge.calls, 0);
  return {
    calls, errors: taken.reduce((sum, edge) => sum + edge.errors, 0),
    // Quantiles cannot be added: the worst of the edges is what somebody waits for.
    p95Nano: Math.max(0, ...taken.map((edge) => edge.p95Nano ?? edge.meanNano)),
    incoming: incoming.length > 0,
  };
}

export function toGraph(edges: MapEdge[], seconds: number): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const nodes = new Map<string, GraphNode>();
  for (const edge of edges) {
    for (const node of [edge.from, edge.to]) {
      const id = nodeId(node);
      if (nodes.has(id)) continue;
      const load = loadOf(id, edges);
      const type = typeOf(node.type);
      nodes.set(id, {
        id, label: node.name, type, color: type === 'service' ? serviceColor(node.name) : undefined, errorShare: load.incoming ? shareOf(load.errors, load.calls) : 0,
        figures: load.incoming ? `${formatRate(load.calls / seconds)} · ${percent(shareOf(load.errors, load.calls))} · ${formatDuration(load.p95Nano)}` : `calls ${formatRate(load.calls / seconds)}`,
      });
    }
  }
  return {
    nodes: [...nodes.values()],
    edges: edges.map((edge) => {
      const share = shareOf(edge.errors, edge.calls);
      return {
        from: nodeId(edge.from), to: nodeId(edge.to), weight: edge.calls, errorShare: share, label: share > 0.005 ? percent(share) : formatRate(edge.calls / seconds),
        nearLabel: `${formatRate(edge.calls / seconds)}${share > 0.005 ? ` · ${percent(share)}` : ''}`,
        title: `${edge.from.name} → ${edge.to.name}\n${formatRate(edge.calls / seconds)}, ${percent(share)} failed\np50 ${formatDuration(edge.p50Nano)}, p95 ${formatDuration(edge.p95Nano)}, longest ${formatDuration(edge.maxNano)}`,
      };
    }),
  };
}
