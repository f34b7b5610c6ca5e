import { useMemo } from 'react';
import { at, nameOf, serviceOf } from './model';
import type { Trace } from './model';
import { serviceColor } from './serviceColor';
import { formatDuration } from '../../lib/format';
import { GraphView } from '../../ui/graph/GraphView';
import { edgeId } from '../../ui/graph/graphLayout';
import type { GraphEdge, GraphNode, NodeType } from '../../ui/graph/graphLayout';

type Party = GraphNode & { spans: number; self: number; failed: number; longest: number };
type Call = GraphEdge & { calls: number; failed: number; nano: number; longest: number };

/** Who called whom in this trace, and where the time went. */
export function TraceMap({ trace, selected, onSelect }: { trace: Trace; selected: number; onSelect: (span: number) => void }) {
  const { nodes, edges } = useMemo(() => toMap(trace), [trace]);
  const chosen = selected < 0 ? '' : partyOf(trace, selected);
  return (
    <GraphView nodes={nodes} edges={edges} selected={nodes.some((node) => node.id === chosen) ? chosen : ''} label="Map of the trace" onSelect={(id) => {
      onSelect(nodes.find((node) => node.id === id)?.longest ?? edges.find((edge) => edgeId(edge) === id)?.longest ?? -1);
    }} />
  );
}

const types: Record<string, NodeType> = { 'database call': 'database', 'LLM call': 'llm', messaging: 'queue', 'HTTP call': 'external', RPC: 'external' };
const client = 3;
const producer = 4;

/** A call of something that sends no spans of its own stands for what it calls. */
function typeAt(trace: Trace, span: number): NodeType {
  const leaf = at(trace.end, span) === span + 1;
  const outgoing = at(trace.kind, span) === client || at(trace.kind, span) === producer;
  return (leaf && outgoing && types[trace.categories[at(trace.category, span)] ?? '']) || 'service';
}

function partyOf(trace: Trace, span: number): string {
  const type = typeAt(trace, span);
  return type === 'service' ? serviceOf(trace, span) : `${type} ${labelOf(trace, span, type)}`;
}

function labelOf(trace: Trace, span: number, type: NodeType): string {
  const detail = trace.details?.spans[span];
  const value = (...keys: string[]) => keys.map((key) => detail?.attributes.find((each) => each.key === key)?.value).find(Boolean);
  switch (type) {
    case 'database': return [value('db.system.name', 'db.system'), value('db.namespace', 'db.name')].filter(Boolean).join(' ') || 'database';
    case 'llm': return value('gen_ai.provider.name', 'gen_ai.system', 'llm.provider') ?? value('gen_ai.request.model', 'llm.model') ?? 'model';
    case 'queue': return [value('messaging.system'), value('messaging.destination.name', 'messaging.destination')].filter(Boolean).join(' ') || 'queue';
    default: return value('peer.service', 'server.address', 'net.peer.name', 'http.host') ?? nameOf(trace, span);
  }
}

function toMap(trace: Trace): { nodes: Party[]; edges: Call[] } {
  const [parties, calls] = [new Map<string, Party>(), new Map<string, Call>()];
  for (let span = 0; span < trace.count; span += 1) {
    const id = partyOf(trace, span);
    const type = typeAt(trace, span);
    let party = parties.get(id);
    if (!party) {
      const label = type === 'service' ? serviceOf(trace, span) : labelOf(trace, span, type);
      parties.set(id, (party = { id, label, type, color: type === 'service' ? serviceColor(label) : undefined, spans: 0, self: 0, failed: 0, longest: span }));
    }
    party.spans += 1;
    party.self += at(trace.self, span);
    party.failed += at(trace.failed, span);
    if (at(trace.length, span) > at(trace.length, party.longest)) party.longest = span;
    const parent = at(trace.parent, span);
    // What stands for a database is also the work of the service that calls it.
    const caller = parent < 0 ? (type === 'service' ? '' : serviceOf(trace, span)) : type === 'service' ? partyOf(trace, parent) : serviceOf(trace, span);
    if (caller === '' || caller === id || !parties.has(caller)) continue;
    const key = edgeId({ from: caller, to: id });
    let call = calls.get(key);
    if (!call) calls.set(key, (call = { from: caller, to: id, weight: 0, calls: 0, failed: 0, nano: 0, longest: span }));
    call.calls += 1;
    call.failed += at(trace.failed, span);
    call.nano += at(trace.length, span);
    if (at(trace.length, span) > at(trace.length, call.longest)) call.longest = span;
  }
  const whole = Math.max(1, [...parties.values()].reduce((sum, party) => sum + party.self, 0));
  return {
    nodes: [...parties.values()].map((party) => ({
      ...party, errorShare: party.failed / party.spans, figures: `${formatDuration(party.self)} · ${((party.self / whole) * 100).toFixed(0)} %`,
    })),
    edges: [...calls.values()].map((call) => ({
      ...call, weight: call.calls, errorShare: call.failed / call.calls, label: `${call.calls > 1 ? `${call.calls} × ` : ''}${formatDuration(call.nano / call.calls)}`,
      title: `${call.calls} calls, ${formatDuration(call.nano / call.calls)} each, the longest ${formatDuration(at(trace.length, call.longest))}${call.failed > 0 ? `, ${call.failed} failed` : ''}`,
    })),
  };
}
