import { at, nameOf, serviceOf } from './model';
import type { Trace } from './model';

/** Calls of one operation at one place of the call tree, put together. */
export type Frame = {
  service: string;
  name: string;
  depth: number;
  spans: number;
  failed: number;
  /** Time of its own, and with all below: the width. */
  self: number;
  total: number;
  /** Durations as measured; calls that ran side by side count each. */
  duration: number;
  /** The longest of its spans. */
  longest: number;
  marked: boolean;
  parent: Frame | undefined;
  children: Frame[];
  /** Place on the axis of self time, set by `layFrames`. */
  left: number;
};

/**
 * The call tree with equal calls put together. Widths are sums of self times: what is wide took time, and no part is counted twice,
 * however many spans ran side by side.
 */
export function toFrames(trace: Trace, marks: Uint8Array | undefined): Frame {
  const root: Frame = { ...empty, children: [], service: '', name: 'all spans', depth: 0, parent: undefined };
  const frameOf = new Array<Frame>(trace.count);
  const byKey = new Map<Frame, Map<number, Frame>>();
  for (let span = 0; span < trace.count; span += 1) {
    const parent = frameOf[at(trace.parent, span)] ?? root;
    let known = byKey.get(parent);
    if (!known) byKey.set(parent, (known = new Map()));
    const key = at(trace.service, span) * 1_000_003 + at(trace.name, span);
    let frame = known.get(key);
    if (!frame) {
      frame = { ...empty, children: [], service: serviceOf(trace, span), name: nameOf(trace, span), depth: parent.depth + 1, parent, longest: span };
      parent.children.push(frame);
      known.set(key, frame);
    }
    frame.spans += 1;
    frame.failed += at(trace.failed, span);
    frame.self += at(trace.self, span);
    frame.duration += at(trace.length, span);
    if (at(trace.length, span) > at(trace.length, frame.longest)) frame.longest = span;
    if (marks?.[span] === 1) frame.marked = true;
    frameOf[span] = frame;
  }
  sum(root);
  return root;
}

const empty = { spans: 0, failed: 0, self: 0, total: 0, duration: 0, longest: -1, marked: false, left: 0 };

/** Totals from the leaves up, widest children first. Without recursion: a trace may be a chain of a hundred thousand calls. */
function sum(root: Frame) {
  const order: Frame[] = [root];
  for (let place = 0; place < order.length; place += 1) order.push(...(order[place]?.children ?? []));
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const frame = order[place];
    if (!frame) continue;
    frame.total = Math.max(0, frame.self) + frame.children.reduce((total, child) => total + child.total, 0);
    frame.children.sort((a, b) => b.total - a.total);
  }
}

/** The frames of the zoomed one, its ancestors full width above; only those at least `least` of the width wide. */
export function layFrames(zoomed: Frame, least: number): { frame: Frame; left: number; width: number }[] {
  const laid: { frame: Frame; left: number; width: number }[] = [];
  for (let above: Frame | undefined = zoomed.parent; above; above = above.parent) laid.push({ frame: above, left: 0, width: 1 });
  const whole = Math.max(1, zoomed.total);
  const open: { frame: Frame; left: number }[] = [{ frame: zoomed, left: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const width = next.frame.total / whole;
    if (width < least) continue;
    laid.push({ frame: next.frame, left: next.left, width });
    let { left } = next;
    for (const child of next.frame.children) {
      open.push({ frame: child, left });
      left += child.total / whole;
    }
  }
  return laid;
}
