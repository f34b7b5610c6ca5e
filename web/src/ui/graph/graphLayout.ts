import { graphlib, layout } from '@dagrejs/dagre';

export type GraphNode = {
  id: string;
  /** Name inside the shape. */
  label: string;
  /** What it is, which decides the shape. */
  type: NodeType;
  /** A line of figures under the name. */
  figures?: string;
  /** Share of failures, 0 to 1: colours the outline. */
  errorShare?: number;
  color?: string;
};

export type NodeType = 'service' | 'database' | 'queue' | 'llm' | 'external';

export type GraphEdge = {
  from: string;
  to: string;
  /** Decides the width; compared with the other edges. */
  weight: number;
  errorShare?: number;
  /** Short text in the middle. */
  label?: string;
  /** The same with more, while the edge is looked at. */
  nearLabel?: string;
  /** Longer text for the pointer. */
  title?: string;
};

export type Point = { x: number; y: number };
export type PlacedNode = GraphNode & Point;
export type PlacedEdge = GraphEdge & { path: string; middle: Point };
export type PlacedGraph = { nodes: PlacedNode[]; edges: PlacedEdge[]; width: number; height: number };

export const nodeWidth = 212;
export const nodeHeight = 62;
/** Width of a character of the labels' font. */
export const labelDigit = 7.4;

export const edgeId = (edge: { from: string; to: string }): string => `${edge.from}\u0001${edge.to}`;

/**
 * Callers before what they call, in layers. The same graph is laid out the same way, whatever order its parts come in, so that a map
 * does not jump when it is asked for again.
 */
export function layoutGraph(nodes: GraphNode[], edges: GraphEdge[], direction: 'LR' | 'TB'): PlacedGraph {
  const graph = new graphlib.Graph();
  // Where many call many, labels in the middle of edges overlap anyway: the room goes to the nodes.
  const dense = edges.length > 40;
  const longest = Math.max(0, ...edges.map(({ label = '' }) => label.length));
  const between = dense ? 56 : direction === 'LR' ? Math.max(72, 44 + longest * labelDigit) : 84;
  graph.setGraph({ rankdir: direction, nodesep: direction === 'LR' ? 22 : 30, ranksep: between, edgesep: dense ? 8 : 18, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const sortedNodes = [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const sortedEdges = [...edges].sort((a, b) => (edgeId(a) < edgeId(b) ? -1 : 1));
  for (const node of sortedNodes) graph.setNode(node.id, { width: nodeWidth, height: nodeHeight });
  // Whole weights: with broken ones sums differ in their last digit, and the layout ends with an error where it compares them.
  // A service that calls itself is drawn as figures of the node, not as an edge.
  for (const edge of sortedEdges) if (edge.from !== edge.to) graph.setEdge(edge.from, edge.to, { weight: 1 + Math.round(3 * Math.log10(1 + edge.weight)) });
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    nodes: sortedNodes.map((node) => ({ ...node, ...pointOf(graph.node(node.id) as Point) })),
    edges: sortedEdges.filter((edge) => edge.from !== edge.to).map((edge) => {
      const points = (graph.edge(edge.from, edge.to) as { points?: Point[] } | undefined)?.points ?? [];
      return { ...edge, path: smooth(points), middle: points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 } };
    }),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}

const pointOf = ({ x, y }: Point): Point => ({ x, y });

/** A curve through the points: quadratic pieces that meet in the middle of each leg. */
function smooth(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const last = rest.at(-1) ?? first;
  let path = `M${first.x},${first.y}`;
  rest.slice(0, -1).forEach((point, index) => {
    const next = rest[index + 1] ?? point;
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    path += `Q${point.x},${point.y} ${end.x},${end.y}`;
  });
  return rest.length === 1 ? `${path}L${last.x},${last.y}` : path;
}
