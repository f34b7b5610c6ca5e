import { ActionIcon, Tooltip } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useMemo, useRef, useState } from 'react';
import { edgeId, labelDigit, layoutGraph, nodeHeight, nodeWidth } from './graphLayout';
import type { GraphEdge, GraphNode, PlacedEdge, PlacedNode } from './graphLayout';
import { NodeShape, TypeMark, typeNames } from './NodeShape';
import { usePanZoom } from './usePanZoom';
import { Icon } from '../icons';
import classes from './GraphView.module.css';

type GraphViewProps = {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Id of a node, or `edgeId` of an edge. */
  selected?: string;
  onSelect?: (id: string) => void;
  label: string;
};

const narrow = 620;

/** Where the uppermost node stands: what others call begins there. */
const topOf = (nodes: PlacedNode[]): number => nodes.reduce((top, node) => (node.y < top.y ? node : top), nodes[0] ?? { x: 0, y: 0 }).x;

/** Who calls whom, in layers, with distinct shapes; drag to move, wheel to zoom, the pointer brings out neighbours. */
export function GraphView({ nodes, edges, selected = '', onSelect, label }: GraphViewProps) {
  const { ref: sizeRef, width, height } = useElementSize();
  const host = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(sizeRef, host);
  const [hovered, setHovered] = useState('');
  const direction = width > 0 && width < narrow ? 'TB' : 'LR';
  const shape = `${direction}\n${nodes.map((node) => node.id).sort().join('\n')}\n${edges.map(edgeId).sort().join('\n')}`;
  // Figures change with every answer, places only with who is there.
  const places = useMemo(() => layoutGraph(nodes, edges, direction), [shape]); // eslint-disable-line react-hooks/exhaustive-deps
  const chosen = places.nodes.find((node) => node.id === selected);
  const { view, zoom, fit, drag } = usePanZoom(host, { width, height }, places, shape, chosen ?? { x: direction === 'TB' ? topOf(places.nodes) : 0, y: 0 });
  const heaviest = Math.max(1, ...edges.map((edge) => edge.weight));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edgeById = new Map(edges.map((edge) => [edgeId(edge), edge]));

  const focus = hovered || selected;
  const near = useMemo(() => neighbours(focus, edges), [focus, edges]);
  const faded = (id: string) => near !== undefined && !near.has(id);
  return (
    <div ref={merged} className={classes.host}>
      <svg width={width} height={height} className={classes.svg} role="group" aria-label={label} onPointerDown={drag} onClick={(event) => event.target === event.currentTarget && onSelect?.('')}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L8,4L0,8Z" className={classes.arrow} /></marker>
        </defs>
        <g transform={`translate(${view.x},${view.y}) scale(${view.scale})`}>
          {places.edges.map((placed) => (
            <Edge key={edgeId(placed)} edge={{ ...placed, ...edgeById.get(edgeId(placed)) }} heaviest={heaviest} faded={faded(edgeId(placed))} chosen={edgeId(placed) === focus} onHover={setHovered} onSelect={onSelect} />
          ))}
          {places.edges.map((placed) => (view.scale > 0.55 || near?.has(edgeId(placed)) === true)
            && <EdgeLabel key={edgeId(placed)} edge={{ ...placed, ...edgeById.get(edgeId(placed)) }} faded={faded(edgeId(placed))} near={near?.has(edgeId(placed)) === true} />)}
          {places.nodes.map((placed) => (
            <Node key={placed.id} node={{ ...placed, ...byId.get(placed.id) }} faded={faded(placed.id)} chosen={placed.id === selected} onHover={setHovered} onSelect={onSelect} />
          ))}
        </g>
      </svg>
      <div className={classes.tools}>
        <Tooltip label="Zoom in"><ActionIcon variant="default" aria-label="Zoom in" onClick={() => zoom(1.3)}>+</ActionIcon></Tooltip>
        <Tooltip label="Zoom out"><ActionIcon variant="default" aria-label="Zoom out" onClick={() => zoom(1 / 1.3)}>−</ActionIcon></Tooltip>
        <Tooltip label="Fit"><ActionIcon variant="default" aria-label="Fit" onClick={fit}><Icon name="target" size={14} /></ActionIcon></Tooltip>
      </div>
    </div>
  );
}

type PartProps = { faded: boolean; chosen: boolean; onHover: (id: string) => void; onSelect?: (id: string) => void };

function Node({ node, faded, chosen, onHover, onSelect }: PartProps & { node: PlacedNode }) {
  const state = (node.errorShare ?? 0) >= 0.05 ? 'bad' : (node.errorShare ?? 0) > 0.005 ? 'warn' : 'good';
  return (
    <g transform={`translate(${node.x},${node.y})`} className={classes.node} data-faded={faded || undefined} data-chosen={chosen || undefined} data-state={state} tabIndex={onSelect ? 0 : undefined}
      role="button" aria-label={`${typeNames[node.type]} ${node.label}${node.figures ? ` ${node.figures}` : ''}`} onPointerEnter={() => onHover(node.id)} onPointerLeave={() => onHover('')} onFocus={() => onHover(node.id)} onBlur={() => onHover('')}
      onClick={() => onSelect?.(node.id)} onKeyDown={(event) => event.key === 'Enter' && onSelect?.(node.id)}>
      <NodeShape type={node.type} className={classes.shape} />
      <g transform={`translate(${-nodeWidth / 2 + 22},0)`} style={{ color: node.color ?? 'var(--text-soft)' }}><TypeMark type={node.type} /></g>
      <foreignObject x={-nodeWidth / 2 + 38} y={-nodeHeight / 2 + 4} width={nodeWidth - 50} height={nodeHeight - 8} className={classes.inner}>
        <div className={classes.text}>
          <span className={classes.label} title={node.label}>{node.label}</span>
          {node.figures && <span className={classes.figures}>{node.figures}</span>}
        </div>
      </foreignObject>
    </g>
  );
}

function Edge({ edge, heaviest, faded, chosen, onHover, onSelect }: PartProps & { edge: PlacedEdge; heaviest: number }) {
  const id = edgeId(edge);
  const width = 1.2 + 3.4 * (Math.log1p(edge.weight) / Math.log1p(heaviest));
  return (
    <g className={classes.edge} data-faded={faded || undefined} data-chosen={chosen || undefined} data-bad={(edge.errorShare ?? 0) > 0.005 || undefined}
      onPointerEnter={() => onHover(id)} onPointerLeave={() => onHover('')} onClick={() => onSelect?.(id)}>
      <title>{edge.title}</title>
      <path d={edge.path} className={classes.catcher} />
      <path d={edge.path} className={classes.line} style={{ strokeWidth: width }} markerEnd="url(#arrow)" />
    </g>
  );
}

/** On a ground of its own above all lines, or those of other edges strike it through. */
function EdgeLabel({ edge, faded, near }: { edge: PlacedEdge; faded: boolean; near: boolean }) {
  const text = near ? edge.nearLabel ?? edge.label : edge.label;
  if (!text) return null;
  const width = text.length * labelDigit + 8;
  return (
    <g className={classes.edgeLabel} data-faded={faded || undefined} data-bad={(edge.errorShare ?? 0) > 0.005 || undefined}>
      <rect x={edge.middle.x - width / 2} y={edge.middle.y - 10} width={width} height={20} rx={4} />
      <text x={edge.middle.x} y={edge.middle.y} dy="0.32em">{text}</text>
    </g>
  );
}

/** What stays bright: the part itself, its edges and what they lead to. Undefined when nothing is looked at. */
function neighbours(focus: string, edges: GraphEdge[]): Set<string> | undefined {
  if (focus === '') return undefined;
  const near = new Set([focus]);
  for (const edge of edges) {
    const id = edgeId(edge);
    if (edge.from === focus || edge.to === focus || id === focus) for (const part of [id, edge.from, edge.to]) near.add(part);
  }
  return near;
}
