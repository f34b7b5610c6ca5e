import { ActionIcon } from '@mantine/core';
import { byLevel, levelColor } from './levels';
import type { LogPatternResponse } from '../../lib/api.generated';
import { formatCompact, formatMoment, formatNumber } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './Patterns.module.css';

type PatternRowProps = {
  pattern: LogPatternResponse;
  fromMs: number;
  toMs: number;
  stepMs: number;
  onPattern: (pattern: LogPatternResponse, not: boolean) => void;
};

export function PatternRow({ pattern, fromMs, toMs, stepMs, onPattern }: PatternRowProps) {
  const worst = Object.keys(pattern.level_counts).sort(byLevel)[0] ?? 'unknown';
  const usual = Object.entries(pattern.level_counts).sort(([, a], [, b]) => b - a)[0]?.[0] ?? worst;
  return (
    <li className={classes.row}>
      <i className={classes.stripe} style={{ background: levelColor(worst) }} title={`up to ${worst}`} />
      <Spark points={pattern.points} fromMs={fromMs} toMs={toMs} stepMs={stepMs} color={levelColor(usual)} />
      <span className={classes.count} title={`${formatNumber(pattern.count)} lines, the last ${formatMoment(pattern.last_seen)}`}>
        <b>{formatCompact(pattern.count)}</b> {Number((pattern.share * 100).toPrecision(2))} %
      </span>
      <button type="button" className={classes.template} title={`Only lines of this pattern. First seen ${formatMoment(pattern.first_seen)}: ${pattern.sample.body.slice(0, 500)}`} onClick={() => onPattern(pattern, false)}>
        {pattern.template.split(/(<_>)/).map((part, index) => (part === '<_>' ? <mark key={index}>•••</mark> : part))}
      </button>
      <span className={classes.services}>{pattern.is_new && <b className={classes.fresh} title={`First seen ${formatMoment(pattern.first_seen)}`}>new</b>}{pattern.services.join(', ')}</span>
      <ActionIcon size="sm" aria-label="Without lines of this pattern" title="Without lines of this pattern" onClick={() => onPattern(pattern, true)}><Icon name="minus" size={12} /></ActionIcon>
    </li>
  );
}

function Spark({ points, fromMs, toMs, stepMs, color }: { points: number[][]; fromMs: number; toMs: number; stepMs: number; color: string }) {
  const most = Math.max(1, ...points.map(([, lines = 0]) => lines));
  const span = Math.max(1, toMs - fromMs);
  const width = Math.max(0.7, (stepMs / span) * 100 - 0.3);
  return (
    <svg className={classes.spark} viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden>
      {points.map(([time = 0, lines = 0]) => {
        const height = Math.max(1, (lines / most) * 21);
        return <rect key={time} x={((time - fromMs) / span) * 100} width={width} y={22 - height} height={height} fill={color} />;
      })}
    </svg>
  );
}
