import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Span, Trace } from './api';
import { serviceColor } from './serviceColor';
import { matchesSpan, visibleSpans } from './spans';
import { formatDuration } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './TracePage.module.css';

const rowHeight = 26;
const marks = [0, 0.25, 0.5, 0.75];

type WaterfallProps = { trace: Trace; search: string; selected: number; onSelect: (span: number) => void };

/** Spans as bars in the order of calls; only rows in sight exist, so a hundred thousand spans scroll as ten do. */
export function Waterfall({ trace, search, selected, onSelect }: WaterfallProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => visibleSpans(trace.spans, closed), [trace, closed]);
  const parents = useMemo(() => new Set(trace.spans.map((span) => span.parent)), [trace]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 16 });
  const row = rows.indexOf(selected);
  useEffect(() => {
    if (row >= 0) virtual.scrollToIndex(row);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [row]);

  const toggle = (index: number) => setClosed((old) => {
    const next = new Set(old);
    if (!next.delete(index)) next.add(index);
    return next;
  });
  const press = (event: KeyboardEvent) => {
    const to = { ArrowDown: row + 1, j: row + 1, ArrowUp: row - 1, k: row - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) onSelect(rows[Math.max(0, Math.min(rows.length - 1, to))] ?? 0);
    else if (event.key === 'Escape') onSelect(-1);
    else if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && parents.has(selected)) toggle(selected);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.waterfall}>
      <div className={classes.axis}>
        <span />
        <div>{marks.map((mark) => <span key={mark} style={{ left: `${mark * 100}%` }}>{formatDuration(trace.durationNano * mark)}</span>)}</div>
      </div>
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="tree" aria-label="Spans" onKeyDown={press}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const index = rows[item.index] ?? 0;
            const span = trace.spans[index];
            return span && (
              <div key={index} className={classes.row} role="treeitem" aria-selected={index === selected} aria-level={span.depth + 1} data-faded={(search !== '' && !matchesSpan(span, search)) || undefined}
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }} onClick={() => onSelect(index)}>
                <div className={classes.name} style={{ paddingLeft: 8 + Math.min(span.depth, 24) * 12 }}>
                  {parents.has(index) ? (
                    <button type="button" className={classes.fold} aria-label={closed.has(index) ? 'Open' : 'Close'} onClick={(event) => {
                      event.stopPropagation();
                      toggle(index);
                    }}><Icon name={closed.has(index) ? 'right' : 'down'} size={12} /></button>
                  ) : <span className={classes.fold} />}
                  <i style={{ background: serviceColor(span.service) }} />
                  <span className={classes.text}><b>{span.service}</b> {span.name}</span>
                  {span.status === 'error' && <Icon name="warning" size={13} />}
                </div>
                <Bar span={span} total={trace.durationNano} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Bar({ span, total }: { span: Span; total: number }) {
  const left = (span.offsetNano / Math.max(1, total)) * 100;
  const width = (span.durationNano / Math.max(1, total)) * 100;
  return (
    <div className={classes.lane}>
      <i className={classes.bar} data-error={span.status === 'error' || undefined} data-critical={span.criticalNano > 0 || undefined}
        style={{ left: `${left}%`, width: `max(2px, ${width}%)`, background: serviceColor(span.service) }}
        title={`${formatDuration(span.durationNano)}, ${formatDuration(span.selfNano)} of its own${span.criticalNano > 0 ? `, ${formatDuration(span.criticalNano)} on the critical path` : ''}`} />
      {span.events.map((event) => (
        <i key={`${event.timeUnixNano}${event.name}`} className={classes.event} title={event.name}
          style={{ left: `${(Number(BigInt(event.timeUnixNano) - BigInt(span.startUnixNano) + BigInt(span.offsetNano)) / Math.max(1, total)) * 100}%` }} />
      ))}
      <span className={classes.took} style={left + width > 82 ? { right: `${100 - left}%`, paddingRight: 6 } : { left: `${left + width}%`, paddingLeft: 6 }}>{formatDuration(span.durationNano)}</span>
    </div>
  );
}
