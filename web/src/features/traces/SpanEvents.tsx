import type { SpanDetail } from './api';
import { at } from './model';
import type { Trace } from './model';
import { Pairs } from './Pairs';
import { formatDuration } from '../../lib/format';
import { EmptyState } from '../../ui/EmptyState';
import classes from './SpanPanel.module.css';

/** What happened during a span, in order; exceptions with their stack. */
export function SpanEvents({ trace, span, events }: { trace: Trace; span: number; events: SpanDetail['events'] }) {
  if (events.length === 0) return <EmptyState title="No events during this span" />;
  const start = trace.startNano + BigInt(Math.round(at(trace.start, span)));
  return (
    <ol className={classes.events}>
      {events.map((event, place) => {
        const value = (key: string) => event.attributes.find((each) => each.key === key)?.value;
        const stack = value('exception.stacktrace');
        return (
          <li key={place} data-exception={event.name === 'exception' || undefined}>
            <div className={classes.eventHead}><b>{event.name}</b><span>{formatDuration(Number(BigInt(event.timeUnixNano) - start))} into the span</span></div>
            {event.name === 'exception' && <p><b>{value('exception.type')}</b> {value('exception.message')}</p>}
            {stack && <pre>{stack}</pre>}
            <Pairs title="" attributes={event.attributes.filter(({ key }) => event.name !== 'exception' || !['exception.type', 'exception.message', 'exception.stacktrace'].includes(key))} />
          </li>
        );
      })}
    </ol>
  );
}
