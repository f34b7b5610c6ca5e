import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useErrors } from './api';
import type { ErrorGroup } from './api';
import { Sparkline } from './Sparkline';
import { formatAgo, formatMoment, formatNumber } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Icon } from '../../ui/icons';
import classes from './ServicesPage.module.css';

/** Failures that are alike, with traces to look at. */
export function ErrorGroups({ service }: { service: string }) {
  const { data, error, refetch } = useErrors(service);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.groups.length === 0) return <EmptyState title="Nothing failed in this time range" />;
  return <ol className={classes.groups} aria-label="Errors">{data.groups.map((group) => <Group key={`${group.type}\n${group.message}`} group={group} />)}</ol>;
}

const ms = (nano: string): number => Number(BigInt(nano) / 1_000_000n);

function Group({ group }: { group: ErrorGroup }) {
  const [open, setOpen] = useState(false);
  const [search] = useSearchParams();
  const first = group.traceIds[0];
  return (
    <li>
      <button type="button" className={classes.groupHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'down' : 'right'} size={13} />
        <span className={classes.what}><b>{group.type || 'failed'}</b><span>{group.message || 'without a message'}</span></span>
        <span className={classes.groupShape}><Sparkline values={group.sparkline.map(() => 0)} errors={group.sparkline} height={24} /></span>
        <span className={classes.count}>{formatNumber(group.count)}<small>{formatAgo(ms(group.lastUnixNano), Date.now())}</small></span>
      </button>
      {open && (
        <div className={classes.groupBody}>
          <p>First {formatMoment(ms(group.firstUnixNano))}, last {formatMoment(ms(group.lastUnixNano))}, in {group.operations.join(', ')}{group.versions.length > 0 && <>; version {group.versions.join(', ')}</>}.</p>
          <p className={classes.ways}>Traces: {group.traceIds.map((id) => <Link key={id} to={linkTo(`/explore/traces/${id}${id === first && group.spanId ? `?span=${group.spanId}&tab=events` : ''}`, search)}>{id.slice(0, 12)}</Link>)}</p>
          {group.stacktrace && <pre>{group.stacktrace}</pre>}
        </div>
      )}
    </li>
  );
}
