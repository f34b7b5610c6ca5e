import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import type { RefObject } from 'react';
import type { Trace } from './model';
import { countMarked, nextMarked } from './rows';
import type { TraceView } from './useTraceView';
import { Icon } from '../../ui/icons';
import classes from './TracePage.module.css';

type TraceBarProps = {
  trace: Trace; view: TraceView; text: string; onText: (text: string) => void; marks: Uint8Array | undefined; input: RefObject<HTMLInputElement | null>; foldable: boolean;
};

/** Search in the trace, steps from match to match and from error to error, folding by level. */
export function TraceBar({ trace, view, text, onText, marks, input, foldable }: TraceBarProps) {
  const step = (places: Uint8Array, by: 1 | -1) => {
    const next = nextMarked(places, view.selected, by);
    if (next >= 0) view.select(next);
  };
  return (
    <div className={classes.bar}>
      <TextInput ref={input} placeholder="Search in the trace" aria-label="Search in the trace" value={text} onChange={(event) => onText(event.currentTarget.value)} leftSection={<Icon name="search" size={14} />} w={220}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && marks) step(marks, event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        rightSection={text !== '' && <ActionIcon size="xs" aria-label="Clear the search" onClick={() => onText('')}><Icon name="cross" size={12} /></ActionIcon>} />
      {marks && <Steps places={marks} selected={view.selected} thing="match" things="matches" onStep={(by) => step(marks, by)} />}
      <Steps places={trace.failed} selected={view.selected} thing="error" things="errors" bad onStep={(by) => step(trace.failed, by)} />
      {foldable && (
        <div className={classes.folds}>
          <Tooltip label="Close a level (c)"><Button variant="subtle" color="gray" onClick={view.closeLevel} aria-label="Close a level">−</Button></Tooltip>
          <Tooltip label="Open a level (o)"><Button variant="subtle" color="gray" onClick={view.openLevel} aria-label="Open a level">+</Button></Tooltip>
          <Button variant="subtle" color="gray" onClick={view.closeAll}>Close all</Button>
          <Button variant="subtle" color="gray" onClick={view.openAll}>Open all</Button>
        </div>
      )}
    </div>
  );
}

type StepsProps = { places: Uint8Array; selected: number; thing: string; things: string; bad?: boolean; onStep: (by: 1 | -1) => void };

function Steps({ places, selected, thing, things, bad = false, onStep }: StepsProps) {
  const { all, number } = useMemo(() => countMarked(places, selected), [places, selected]);
  if (all === 0) return bad ? null : <span className={classes.steps}>no {thing}</span>;
  return (
    <span className={classes.steps} data-bad={bad || undefined}>
      <span role="status">{number > 0 && `${number.toLocaleString('en')} of `}{all.toLocaleString('en')} {all === 1 ? thing : things}</span>
      <ActionIcon size="sm" aria-label={`Previous ${thing}`} onClick={() => onStep(-1)}><Icon name="up" size={14} /></ActionIcon>
      <ActionIcon size="sm" aria-label={`Next ${thing}`} onClick={() => onStep(1)}><Icon name="down" size={14} /></ActionIcon>
    </span>
  );
}
