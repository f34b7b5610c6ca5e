import { ActionIcon, Button } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useSelection } from './heatApi';
import type { Difference } from './heatApi';
import type { Area } from './Scatter';
import { attributeName, quoted } from './traceql/write';
import { formatClock, formatCount, formatDuration } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Icon } from '../../ui/icons';
import classes from './TracesPage.module.css';

const most = 24;
const fields: Record<string, string> = { service: 'resource.service.name', name: 'name', kind: 'kind', status: 'status' };

type DifferencesProps = { query: string; area: Area; onNarrow: (condition: string, area: Area) => void; onClear: () => void; onTime: (area: Area) => void };

/** Which attributes the chosen spans have more, or less often than the others. A click searches by one. */
export function Differences({ query, area, onNarrow, onClear, onTime }: DifferencesProps) {
  const { data, error, refetch } = useSelection(query, area);
  const [search] = useSearchParams();
  return (
    <section className={classes.differences} aria-label="What differs">
      <header>
        <h2>What differs</h2>
        <span>{clock(area.fromMs)} – {clock(area.toMs)}, {formatDuration(area.minNano)} to {formatDuration(area.maxNano)}{data && <> · {formatCount(data.selected, 'span')} against {data.rest.toLocaleString('en')} others{data.sampled && ', of samples'}</>}</span>
        <Button variant="subtle" onClick={() => onTime(area)}>Zoom to this time</Button>
        <ActionIcon aria-label="Clear the selection" onClick={onClear}><Icon name="cross" size={14} /></ActionIcon>
      </header>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={4} /> : data.selected === 0 ? <EmptyState title="No span in this part" /> : (
        <>
          <ol>
            {data.differences.filter((each) => Math.abs(each.shareA - each.shareB) >= 0.02).slice(0, most).map((each) => (
              <li key={`${each.key}=${each.value}`}>
                <button type="button" title={`Search by ${each.key}`} onClick={() => onNarrow(conditionOf(each), area)}>
                  <span className={classes.differing}><b>{each.key}</b> {each.value}</span>
                  <Shares difference={each} />
                </button>
              </li>
            ))}
          </ol>
          {data.differences.length === 0 && <EmptyState title="These spans do not differ from the others" />}
          {data.traceIds.length > 0 && (
            <p className={classes.examples}>Traces: {data.traceIds.slice(0, 8).map((id) => <Link key={id} to={linkTo(`/explore/traces/${id}`, search)}>{id.slice(0, 8)}</Link>)}</p>
          )}
        </>
      )}
    </section>
  );
}

function Shares({ difference: { shareA, shareB } }: { difference: Difference }) {
  const percent = (share: number) => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
  return (
    <span className={classes.shares} title={`${percent(shareA)} of the selection, ${percent(shareB)} of the others`}>
      <i data-of="selection" style={{ width: `${shareA * 100}%` }} /><i data-of="others" style={{ width: `${shareB * 100}%` }} />
      <em>{percent(shareA)}</em><em>{percent(shareB)}</em>
    </span>
  );
}

const clock = (ms: number): string => formatClock(new Date(ms).toISOString()).slice(0, 8);

function conditionOf({ key, value }: Difference): string {
  const known = fields[key];
  if (known === 'kind' || known === 'status') return `${known} = ${value}`;
  if (known) return `${known} = ${quoted(value)}`;
  const field = key.startsWith('resource.') ? attributeName('resource', key.slice(9)) : attributeName('span', key);
  return `${field} = ${/^-?\d+(\.\d+)?$|^(true|false)$/.test(value) ? value : quoted(value)}`;
}
