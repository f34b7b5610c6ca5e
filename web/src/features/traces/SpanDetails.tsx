import { ActionIcon } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { millisecondsOf } from './api';
import type { Attribute, Span, Trace } from './api';
import { serviceColor } from './serviceColor';
import { formatDuration, formatMoment } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/icons';
import classes from './TracePage.module.css';

/** All a span holds, with ways on: traces like it, its logs, other traces it links to. */
export function SpanDetails({ trace, span, onClose }: { trace: Trace; span: Span; onClose: () => void }) {
  const [search] = useSearchParams();
  const logs = `SELECT time, level, body FROM logs WHERE trace_id = '${trace.traceId}' AND span_id = '${span.spanId}' ORDER BY time`;
  return (
    <aside className={classes.details} aria-label="Span">
      <header>
        <div><b style={{ color: serviceColor(span.service) }}>{span.service}</b><h2>{span.name}</h2></div>
        <ActionIcon aria-label="Close the span" onClick={onClose}><Icon name="cross" size={14} /></ActionIcon>
      </header>
      <p className={classes.facts}>
        {formatDuration(span.durationNano)}, of which {formatDuration(span.selfNano)} its own{span.criticalNano > 0 && ` and ${formatDuration(span.criticalNano)} on the critical path`}.
        Began {formatDuration(span.offsetNano)} into the trace. {span.kind}{span.category && `, ${span.category}`}
        {span.status === 'error' && <strong> failed{span.statusMessage && `: ${span.statusMessage}`}</strong>}
      </p>
      <p className={classes.ways}>
        <Link to={linkTo(`/explore/traces?service=${encodeURIComponent(span.service)}&operation=${encodeURIComponent(span.name)}`, search)}>Traces like this</Link>
        <Link to={linkTo(`/sql?q=${encodeURIComponent(logs)}`, search)}>Its logs</Link>
      </p>
      <Pairs title="Attributes" attributes={span.attributes} />
      {span.events.map((event) => (
        <Pairs key={`${event.timeUnixNano}${event.name}`} title={`Event ${event.name} at ${formatMoment(millisecondsOf(event.timeUnixNano))}`} attributes={event.attributes} always />
      ))}
      {span.links.map((link) => (
        <section key={link.spanId}>
          <h3>Link</h3>
          <Link to={linkTo(`/explore/traces/${link.traceId}?span=${link.spanId}`, search)}>{link.traceId}</Link>
        </section>
      ))}
      <Pairs title="Resource" attributes={trace.resources[span.resource] ?? []} />
      <Pairs title="Identity" attributes={[
        { key: 'span id', value: span.spanId, type: 's' }, { key: 'parent', value: span.parentSpanId, type: 's' },
        { key: 'scope', value: `${span.scopeName} ${span.scopeVersion}`.trim(), type: 's' },
      ].filter((pair) => pair.value !== '')} />
    </aside>
  );
}

function Pairs({ title, attributes, always = false }: { title: string; attributes: Attribute[]; always?: boolean }) {
  if (attributes.length === 0 && !always) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {attributes.map(({ key, value }) => (
          <div key={key} className={classes.pair}><dt>{key}</dt><dd>{value}</dd><CopyButton value={value} label={`Copy ${key}`} /></div>
        ))}
      </dl>
    </section>
  );
}
