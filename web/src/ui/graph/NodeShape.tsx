import { nodeHeight as h, nodeWidth as w } from './graphLayout';
import type { NodeType } from './graphLayout';

/** Outlines around the origin: a glance tells a service from a database, a queue, a model or somebody else's host. */
const outlines: Record<NodeType, string> = {
  service: `M${-w / 2 + 10},${-h / 2}H${w / 2 - 10}a10,10 0 0 1 10,10V${h / 2 - 10}a10,10 0 0 1 -10,10H${-w / 2 + 10}a10,10 0 0 1 -10,-10V${-h / 2 + 10}a10,10 0 0 1 10,-10Z`,
  database: `M${-w / 2},${-h / 2 + 7}a${w / 2},7 0 0 1 ${w},0V${h / 2 - 7}a${w / 2},7 0 0 1 ${-w},0Z`,
  queue: `M${-w / 2 + 8},${-h / 2}H${w / 2 - 8}a8,${h / 2} 0 0 1 0,${h}H${-w / 2 + 8}a8,${h / 2} 0 0 1 0,${-h}Z`,
  llm: `M${-w / 2 + 14},${-h / 2}H${w / 2 - 14}L${w / 2},${-h / 2 + 14}V${h / 2 - 14}L${w / 2 - 14},${h / 2}H${-w / 2 + 14}L${-w / 2},${h / 2 - 14}V${-h / 2 + 14}Z`,
  external: `M${-w / 2 + 18},${-h / 2}H${w / 2 - 18}L${w / 2},0L${w / 2 - 18},${h / 2}H${-w / 2 + 18}L${-w / 2},0Z`,
};

/** Inner lines that make a shape read as what it is. */
const details: Partial<Record<NodeType, string>> = {
  database: `M${-w / 2},${-h / 2 + 7}a${w / 2},7 0 0 0 ${w},0`,
  queue: `M${w / 2 - 8},${-h / 2}a8,${h / 2} 0 0 0 0,${h}`,
};

/** Small pictures at the left of the name. */
const marks: Record<NodeType, string> = {
  service: 'M0,-7l6,3.500v7L0,7l-6,-3.500v-7ZM0,0l6,-3.500M0,0v7M0,0l-6,-3.500',
  database: 'M-6,-4a6,2.500 0 0 1 12,0v8a6,2.500 0 0 1 -12,0ZM-6,-4a6,2.500 0 0 0 12,0M-6,0a6,2.500 0 0 0 12,0',
  queue: 'M-7,-4h4v8h-4ZM-1.500,-4h4v8h-4ZM4,-4h4v8h-4Z',
  llm: 'M0,-7c.700,4.600 2.400,6.300 7,7c-4.600,.700 -6.300,2.400 -7,7c-.700,-4.600 -2.400,-6.300 -7,-7c4.600,-.700 6.300,-2.400 7,-7Z',
  external: 'M0,-7a7,7 0 1 1 0,14a7,7 0 1 1 0,-14M-7,0h14M0,-7c4,4 4,10 0,14M0,-7c-4,4 -4,10 0,14',
};

export const typeNames: Record<NodeType, string> = { service: 'Service', database: 'Database', queue: 'Queue', llm: 'Model provider', external: 'External host' };

export function NodeShape({ type, className }: { type: NodeType; className?: string }) {
  return (
    <>
      <path d={outlines[type]} className={className} />
      {details[type] && <path d={details[type]} className={className} fill="none" style={{ fill: 'none' }} />}
    </>
  );
}

export function TypeMark({ type }: { type: NodeType }) {
  return <path d={marks[type]} fill="none" stroke="currentColor" strokeWidth={1.3} strokeLinejoin="round" />;
}

/** What the shapes mean, those that occur. */
export function typeOf(text: string): NodeType {
  return text in outlines ? (text as NodeType) : 'external';
}
