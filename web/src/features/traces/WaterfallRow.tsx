import { memo } from 'react';
import { at, isParent, nameOf, serviceOf } from './model';
import type { Trace } from './model';
import { spanColor } from './Overview';
import { formatDuration } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './Waterfall.module.css';

export const rowHeight = 26;
const deepestIndent = 24;

type RowProps = {
  trace: Trace;
  span: number;
  top: number;
  from: number;
  to: number;
  selected: boolean;
  faded: boolean;
  closed: boolean;
};

/** One span: where it stands in the tree, and when it ran. It is drawn anew only when something about it changed, so that scrolling stays light. */
export const WaterfallRow = memo(function WaterfallRow({ trace, span, top, from, to, selected, faded, closed }: RowProps) {
  const depth = at(trace.depth, span);
  const parent = isParent(trace, span);
  const hidden = closed ? at(trace.end, span) - span - 1 : 0;
  return (
    <div className={classes.row} role="treeitem" aria-selected={selected} aria-level={depth + 1} aria-expanded={parent ? !closed : undefined} data-span={span} data-faded={faded || undefined}
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}>
      <div className={classes.name} style={{ paddingLeft: 6 + Math.min(depth, deepestIndent) * 12 }}>
        {parent ? <button type="button" tabIndex={-1} className={classes.fold} data-fold={span} aria-label={closed ? 'Open' : 'Close'}><Icon name={closed ? 'right' : 'down'} size={12} /></button> : <span className={classes.fold} />}
        <i style={{ background: spanColor(trace, span) }} />
        <span className={classes.text}><b>{serviceOf(trace, span)}</b> {nameOf(trace, span)}</span>
        {hidden > 0 && <span className={classes.hidden}>+{hidden.toLocaleString('en')}</span>}
        {trace.failed[span] === 1 && <span className={classes.failed} title="failed"><Icon name="warning" size={13} /></span>}
        {trace.linked.has(span) && <span className={classes.linked} title="has links to other spans">↗</span>}
      </div>
      <Bar trace={trace} span={span} from={from} to={to} />
    </div>
  );
});

function Bar({ trace, span, from, to }: { trace: Trace; span: number; from: number; to: number }) {
  const [start, length] = [at(trace.start, span), at(trace.length, span)];
  const share = (nano: number) => ((nano - from) / (to - from)) * 100;
  // Percentages far outside would lose precision when zoomed in deeply.
  const left = Math.max(-5, Math.min(105, share(start)));
  const right = Math.max(-5, Math.min(105, share(start + length)));
  const critical = at(trace.critical, span);
  const title = `${formatDuration(length)}, ${formatDuration(at(trace.self, span))} of its own${critical > 0 ? `, ${formatDuration(critical)} on the critical path` : ''}`;
  return (
    <div className={classes.lane}>
      <i className={classes.bar} data-error={trace.failed[span] === 1 || undefined} data-critical={critical > 0 || undefined}
        style={{ left: `${left}%`, width: `max(2px, ${right - left}%)`, background: spanColor(trace, span) }} title={title} />
      {trace.events.get(span)?.slice(0, 50).map((event, place) => (
        <i key={place} className={classes.event} title={event.name} data-exception={event.name === 'exception' || undefined} style={{ left: `${Math.max(-5, Math.min(105, share(event.offset)))}%` }} />
      ))}
      <span className={classes.took} style={right > 74 && left > 30 ? { right: `${100 - left}%` } : { left: `min(${Math.max(0, right)}%, 100% - ${formatDuration(length).length + 2}ch)` }}>{formatDuration(length)}</span>
    </div>
  );
}
