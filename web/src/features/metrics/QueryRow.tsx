import { ActionIcon, Tooltip } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { letter } from './useQueries';
import type { QueryLine } from './useQueries';
import { Icon } from '../../ui/icons';
import classes from './MetricsPage.module.css';

const PromqlEditor = lazy(() => import('./PromqlEditor'));

type QueryRowProps = {
  index: number;
  line: QueryLine;
  /** The last one cannot be removed. */
  only: boolean;
  onChange: (line: QueryLine) => void;
  onCopy: () => void;
  onRemove: () => void;
};

export function QueryRow({ index, line, only, onChange, onCopy, onRemove }: QueryRowProps) {
  const name = letter(index);
  const queries = useQueryClient();
  const run = (text: string, byKey: boolean) => {
    if (text !== line.text) onChange({ ...line, text });
    else if (byKey) void queries.refetchQueries({ queryKey: ['promql'], type: 'active' });
  };
  return (
    <div className={classes.row} data-hidden={line.hidden || undefined}>
      <Tooltip label={line.hidden ? 'Show' : 'Hide'}>
        <button type="button" className={classes.letter} aria-pressed={!line.hidden} aria-label={`${line.hidden ? 'Show' : 'Hide'} query ${name}`}
          onClick={() => onChange({ ...line, hidden: !line.hidden })}>{name}</button>
      </Tooltip>
      <div className={classes.editor}>
        <Suspense fallback={<code className={classes.waiting}>{line.text}</code>}>
          <PromqlEditor value={line.text} label={`Query ${name}`} onRun={run} />
        </Suspense>
      </div>
      <Tooltip label="Duplicate"><ActionIcon aria-label={`Duplicate query ${name}`} onClick={onCopy}><Icon name="copy" size={14} /></ActionIcon></Tooltip>
      {!only && <Tooltip label="Remove"><ActionIcon aria-label={`Remove query ${name}`} onClick={onRemove}><Icon name="cross" size={14} /></ActionIcon></Tooltip>}
    </div>
  );
}
