import { ActionIcon } from '@mantine/core';
import type { Filter } from './filters';
import type { LogDifferencesResponse } from '../../lib/api.generated';
import { formatNumber } from '../../lib/format';
import { EmptyState } from '../../ui/EmptyState';
import { Icon } from '../../ui/icons';
import classes from './Differences.module.css';

type DifferenceListProps = { data: LogDifferencesResponse; stale: boolean; onFilter: (filter: Filter) => void };

/** Values with their shares of both sides as bars; the greatest difference first. */
export function DifferenceList({ data, stale, onFilter }: DifferenceListProps) {
  if (data.a.total === 0 || data.b.total === 0) return <EmptyState title={`${data.a.total === 0 ? 'A' : 'B'} has no lines`} />;
  return (
    <div className={classes.result} data-stale={stale || undefined}>
      <p className={classes.note}>
        <b className={classes.letter} data-side="a">A</b> {sideText(data.a)} <b className={classes.letter} data-side="b">B</b> {sideText(data.b)}
        {' '}Only differences beyond what chance makes of as many lines are shown.
      </p>
      {data.differences.length === 0 ? <EmptyState title="Nothing differs">No value of a field has another share in B than in A.</EmptyState> : (
        <ol className={classes.list} aria-label="Differences">
          {data.differences.map((each) => (
            <li key={`${each.field}\n${each.value}`} className={classes.row}>
              <span className={classes.field} title={each.field}>{each.field}</span>
              <span className={classes.value} title={each.template ?? each.value}>{each.template?.replaceAll('<_>', '•••') ?? each.value}</span>
              <span className={classes.bars}>
                <Bar side="a" share={each.shareA} lines={each.linesA} />
                <Bar side="b" share={each.shareB} lines={each.linesB} />
              </span>
              <b className={classes.change} data-more={each.shareB > each.shareA || undefined}>{changeText(each.shareA, each.shareB)}</b>
              <ActionIcon size="sm" aria-label={`Filter for ${each.field} ${each.value}`} title="Only lines with this value" onClick={() => onFilter({ field: each.field, value: each.value, place: 'attribute' })}><Icon name="plus" size={12} /></ActionIcon>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Bar({ side, share, lines }: { side: 'a' | 'b'; share: number; lines: number }) {
  return (
    <span className={classes.track} title={`${formatNumber(lines)} of the lines looked at`}>
      <i data-side={side} style={{ width: `${share * 100}%` }} /><span>{percent(share)}</span>
    </span>
  );
}

const percent = (share: number): string => (share === 0 ? '0 %' : `${Number((share * 100).toPrecision(share < 0.1 ? 2 : 3))} %`);

function changeText(a: number, b: number): string {
  if (a === 0) return 'only B';
  if (b === 0) return 'only A';
  const factor = b > a ? b / a : a / b;
  return factor < 1.95 ? `${b > a ? '+' : '−'}${percent(Math.abs(b - a))}` : `${factor >= 10 ? Math.round(factor) : factor.toFixed(1)}× ${b > a ? 'more' : 'less'}`;
}

const sideText = ({ total, looked, sampled }: { total: number; looked: number; sampled: boolean }): string =>
  sampled ? `${formatNumber(total)} lines, judged by a sample of ${formatNumber(looked)}.` : `${formatNumber(total)} lines, all looked at.`;
