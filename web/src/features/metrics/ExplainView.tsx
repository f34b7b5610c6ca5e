import { Notes } from './Notes';
import { explain } from './api';
import { useResults } from './useResults';
import type { ViewProps } from './useResults';
import { formatBytes, formatNumber } from '../../lib/format';
import { Loading } from '../../ui/Loading';
import { Panel } from '../../ui/Panel';
import classes from './MetricsPage.module.css';

type Reads = { seriesMatched?: number; chunksFromMemory?: number; chunksFromStore?: number; bytesFromStore?: number; samples?: number; aggregatedByStore?: boolean; rollups?: number; rollupSeconds?: number; durationMs?: number };
type Plan = { kind: string; detail: string; fused?: boolean; once?: boolean; series?: number; durationMs?: number; reads?: Reads; children?: Plan[] };

/** How each query was computed: what every part took, how many series it gave, what was read for it. */
export default function ExplainView(props: ViewProps) {
  const outcomes = useResults('explain', props, explain);
  if (outcomes.every((outcome) => outcome.answer === undefined && outcome.error === null)) return <Loading />;
  return (
    <>
      <Notes outcomes={outcomes} />
      <div className={classes.plans}>
        {outcomes.map(({ letter, text, answer }) => answer !== undefined && (
          <Panel key={letter} title={<>{letter} <code className={classes.asked}>{text}</code></>}><ul className={classes.plan}><Part plan={answer as Plan} /></ul></Panel>
        ))}
      </div>
    </>
  );
}

function Part({ plan }: { plan: Plan }) {
  return (
    <li>
      <span className={classes.kind}>{plan.kind}</span> <code>{plan.detail}</code>
      <span className={classes.figures}>{figuresOf(plan).join(' · ')}</span>
      {plan.children && <ul>{plan.children.map((child, index) => <Part key={index} plan={child} />)}</ul>}
    </li>
  );
}

function figuresOf({ durationMs, series, fused, once, reads }: Plan): string[] {
  const texts: string[] = [];
  if (durationMs !== undefined) texts.push(`${formatNumber(durationMs)} ms`);
  if (series !== undefined) texts.push(`${formatNumber(series)} series`);
  if (reads?.seriesMatched !== undefined && series === undefined) texts.push(`${formatNumber(reads.seriesMatched)} series matched`);
  if (reads?.samples !== undefined) texts.push(`${formatNumber(reads.samples)} samples read`);
  if (reads?.chunksFromMemory) texts.push(`${formatNumber(reads.chunksFromMemory)} chunks from memory`);
  if (reads?.chunksFromStore) texts.push(`${formatNumber(reads.chunksFromStore)} chunks (${formatBytes(reads.bytesFromStore ?? 0)}) from the store`);
  if (reads?.rollups) texts.push(`${formatNumber(reads.rollups)} rollups of ${(reads.rollupSeconds ?? 0) / 60} min`);
  if (reads?.aggregatedByStore) texts.push('aggregated by the store');
  if (fused) texts.push('while reading');
  if (once) texts.push('computed once');
  return texts;
}
