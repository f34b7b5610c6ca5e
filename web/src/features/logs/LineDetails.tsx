import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { millisecondsOf } from './api';
import type { LogLine } from './api';
import type { Filter } from './filters';
import { JsonTree } from './JsonTree';
import { jsonOf, plainText } from './lines';
import { absoluteRange } from '../../lib/timeRange';
import { linkTo } from '../../lib/urlState';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/icons';
import classes from './LineDetails.module.css';

/** What one can do with a line and its fields. */
export type LineActions = {
  onFilter: (filter: Filter) => void;
  onColumn: (name: string) => void;
  onContext: (line: LogLine) => void;
  columns: string[];
};

const aroundMs = 15 * 60_000;

/** All a line holds, and ways on: lines around it, its trace, its service. */
export function LineDetails({ line, actions }: { line: LogLine; actions: LineActions }) {
  const [search] = useSearchParams();
  const json = jsonOf(line);
  const ms = millisecondsOf(line.time);
  const around = new URLSearchParams([...new URLSearchParams(absoluteRange(ms - aroundMs, ms + aroundMs)), ...(search.get('tenant') ? [['tenant', search.get('tenant') ?? '']] : [])]);
  const metrics = `/explore/metrics?${new URLSearchParams({ q: `count by (__name__) ({service_name=${JSON.stringify(line.service)}})`, view: 'table' })}`;
  return (
    <section className={classes.details} aria-label="Line" onClick={(event) => event.stopPropagation()}>
      <Group gap={6} className={classes.ways}>
        <Button variant="default" size="compact-xs" disabled={line.stream === ''} onClick={() => actions.onContext(line)}>Lines around it</Button>
        {line.traceId && <Button variant="default" size="compact-xs" component={Link} to={linkTo(`/explore/traces/${line.traceId}${line.spanId && `?span=${line.spanId}`}`, around)}>Trace</Button>}
        {line.service && <Button variant="default" size="compact-xs" component={Link} to={linkTo(`/explore/services?service=${encodeURIComponent(line.service)}`, around)}>Service at this time</Button>}
        {line.service && <Button variant="default" size="compact-xs" component={Link} to={linkTo(metrics, around)}>Metrics at this time</Button>}
        <span className={classes.moment}>{isoOf(line.time)}</span>
        <CopyButton value={line.body} label="Copy the line" />
        <Tooltip label="Copy all as JSON"><span><CopyButton value={JSON.stringify(line, null, 2)} label="Copy all as JSON" /></span></Tooltip>
      </Group>
      {json === undefined ? <pre className={classes.body}>{plainText(line.body)}</pre> : <div className={classes.tree}><JsonTree value={json} actions={actions} /></div>}
      <div className={classes.fields}>
        <Pairs title="Line" pairs={{ level: line.level, service: line.service, trace_id: line.traceId, span_id: line.spanId, pattern: line.patternId }} place="attribute" actions={actions} />
        <Pairs title="Attributes" pairs={line.attributes} place="attribute" actions={actions} />
        <Pairs title="Resource" pairs={line.resource} place="label" actions={actions} />
      </div>
    </section>
  );
}

function Pairs({ title, pairs, place, actions }: { title: string; pairs: Record<string, string>; place: Filter['place']; actions: LineActions }) {
  const shown = Object.entries(pairs).filter(([, value]) => value !== '').sort(([a], [b]) => a.localeCompare(b));
  if (shown.length === 0) return null;
  return (
    <div>
      <h2>{title}</h2>
      <dl>
        {shown.map(([name, value]) => (
          <div key={name} className={classes.pair}>
            <dt>{name}</dt><dd>{value}</dd>
            <dd className={classes.also}><FieldButtons field={name} value={value} place={place} actions={actions} /></dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Filter in, filter out, column, copy. */
export function FieldButtons({ field, value, place, actions }: { field: string; value: string; place: Filter['place']; actions: LineActions }) {
  const shown = actions.columns.includes(field);
  return (
    <span className={classes.buttons}>
      <Tooltip label="Only lines with this value"><ActionIcon size="sm" aria-label={`Filter for ${field}`} onClick={() => actions.onFilter({ field, value, place })}><Icon name="plus" size={13} /></ActionIcon></Tooltip>
      <Tooltip label="Without lines with this value"><ActionIcon size="sm" aria-label={`Filter out ${field}`} onClick={() => actions.onFilter({ field, value, place, not: true })}><Icon name="minus" size={13} /></ActionIcon></Tooltip>
      <Tooltip label={shown ? 'Remove the column' : 'Show as column'}>
        <ActionIcon size="sm" aria-label={`Column ${field}`} aria-pressed={shown} color={shown ? 'indigo' : 'gray'} onClick={() => actions.onColumn(field)}><Icon name="column" size={13} /></ActionIcon>
      </Tooltip>
      <CopyButton value={value} label={`Copy ${field}`} />
    </span>
  );
}

/** All digits of the time, in UTC. */
const isoOf = (nano: string): string => `${new Date(millisecondsOf(nano)).toISOString().slice(0, 19)}.${nano.slice(-9)}Z`;
