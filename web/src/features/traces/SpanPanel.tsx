import { ActionIcon, Tabs, Tooltip } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useSpanDetail } from './api';
import { at, kindOf, nameOf, serviceOf, spanIdOf } from './model';
import type { Trace } from './model';
import { Pairs } from './Pairs';
import { serviceTextColor } from './serviceColor';
import { SpanEvents } from './SpanEvents';
import { SpanLogs } from './SpanLogs';
import { SpanMetrics } from './SpanMetrics';
import { conditionOf, quoted } from './traceql/write';
import { formatDuration } from '../../lib/format';
import { linkTo, useUrlText } from '../../lib/urlState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Icon } from '../../ui/icons';
import classes from './SpanPanel.module.css';

type SpanPanelProps = { trace: Trace; span: number; onClose: () => void; onZoom: (span: number) => void; onSearch: (text: string) => void };

/** All a span holds, with ways on: traces like it, its logs, its service's metrics, other traces it links to. */
export function SpanPanel({ trace, span, onClose, onZoom, onSearch }: SpanPanelProps) {
  const [search] = useSearchParams();
  const [tab, setTab] = useUrlText('tab', 'attributes');
  const [service, name, kind] = [serviceOf(trace, span), nameOf(trace, span), kindOf(trace, span)];
  const { detail, resource, error } = useSpanDetail(trace, span, spanIdOf(trace, span), kind);
  const find = (condition: string) => linkTo(`/explore/traces?q=${encodeURIComponent(`{ ${condition} }`)}`, search);
  const critical = at(trace.critical, span);
  return (
    <aside className={classes.panel} aria-label="Span">
      <header>
        <div><b style={{ color: serviceTextColor(service) }}>{service}</b><h2>{name}</h2></div>
        <Tooltip label="Zoom to this span"><ActionIcon aria-label="Zoom to this span" onClick={() => onZoom(span)}><Icon name="search" size={14} /></ActionIcon></Tooltip>
        <ActionIcon aria-label="Close the span" onClick={onClose}><Icon name="cross" size={14} /></ActionIcon>
      </header>
      <dl className={classes.figures}>
        <div><dt>Duration</dt><dd>{formatDuration(at(trace.length, span))}</dd></div>
        <div><dt>Its own</dt><dd>{formatDuration(at(trace.self, span))}</dd></div>
        <div><dt>Critical path</dt><dd>{critical > 0 ? formatDuration(critical) : '–'}</dd></div>
        <div><dt>Began after</dt><dd>{formatDuration(at(trace.start, span))}</dd></div>
      </dl>
      <p className={classes.facts}>
        <span>{kind}</span>
        {trace.categories[at(trace.category, span)] && <span>{trace.categories[at(trace.category, span)]}</span>}
        {trace.failed[span] === 1 && <strong>failed{detail?.statusMessage && `: ${detail.statusMessage}`}</strong>}
      </p>
      <p className={classes.ways}>
        <Link to={find(`resource.service.name = ${quoted(service)} && name = ${quoted(name)}`)}>Traces like this</Link>
        <Link to={linkTo(`/explore/services/${encodeURIComponent(service)}`, search)}>Service</Link>
        <Link to={linkTo(`/explore/logs?language=search&q=${encodeURIComponent(`trace_id:${trace.id} AND span_id:${spanIdOf(trace, span)}`)}`, search)}>Logs</Link>
      </p>
      <Tabs value={tab} onChange={(value) => setTab(value ?? 'attributes')} keepMounted={false} classNames={{ panel: classes.body }}>
        <Tabs.List>
          <Tabs.Tab value="attributes">Attributes</Tabs.Tab>
          <Tabs.Tab value="events">Events{detail && detail.events.length > 0 && ` ${detail.events.length}`}</Tabs.Tab>
          <Tabs.Tab value="logs">Logs</Tabs.Tab>
          <Tabs.Tab value="metrics">Metrics</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="attributes">
          {error ? <ErrorState error={error} /> : !detail ? <Loading rows={6} /> : (
            <>
              <Pairs title="Span" attributes={detail.attributes} find={(pair) => find(conditionOf('span', pair))} onSearch={onSearch} />
              {detail.links.map((link) => (
                <section key={link.spanId}>
                  <h3>Link to another span</h3>
                  <Link to={linkTo(`/explore/traces/${link.traceId}?span=${link.spanId}`, search)}>{link.traceId === trace.id ? `span ${link.spanId} of this trace` : link.traceId}</Link>
                  <Pairs title="" attributes={link.attributes} />
                </section>
              ))}
              <Pairs title="Resource" attributes={resource} find={(pair) => find(conditionOf('resource', pair))} />
              <Pairs title="Identity" attributes={[
                { key: 'span id', value: detail.spanId, type: 's' }, { key: 'parent span id', value: detail.parentSpanId, type: 's' },
                { key: 'scope', value: `${detail.scopeName} ${detail.scopeVersion}`.trim(), type: 's' }, { key: 'trace state', value: detail.traceState, type: 's' },
              ].filter((pair) => pair.value !== '')} />
            </>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="events">{detail ? <SpanEvents trace={trace} span={span} events={detail.events} /> : <Loading rows={4} />}</Tabs.Panel>
        <Tabs.Panel value="logs"><SpanLogs trace={trace} span={span} /></Tabs.Panel>
        <Tabs.Panel value="metrics"><SpanMetrics trace={trace} span={span} /></Tabs.Panel>
      </Tabs>
    </aside>
  );
}
