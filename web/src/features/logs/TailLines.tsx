import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { LineList } from './LineList';
import type { LineListHandle } from './LineList';
import type { LineActions } from './LineDetails';
import { highlightOf } from './highlight';
import type { Question } from './question';
import { useOpenLines } from './useOpenLines';
import { kept, useTail } from './useTail';
import { formatNumber } from '../../lib/format';
import { useUrlText } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Icon } from '../../ui/icons';
import classes from './LogsPage.module.css';

const nothing = () => {};

/** Lines as they are stored, the newest at the end. Scrolled up, what one reads stays in place. */
export function TailLines({ question, actions }: { question: Question; actions: LineActions }) {
  const [paused, setPaused] = useState(false);
  const [follows, setFollows] = useState(true);
  const [wrap] = useUrlText('wrap');
  const tail = useTail(question.language, question.q, paused);
  const handle = useRef<LineListHandle>(null);
  const open = useOpenLines(tail.gone, tail.lines.length, handle);
  const highlight = useMemo(() => highlightOf(question.language, question.q), [question.language, question.q]);
  const lines = useMemo(() => ({ count: tail.lines.length, at: (index: number) => tail.lines[index], hasMore: false, show: nothing }), [tail.lines]);

  useEffect(() => {
    if (follows && !paused) handle.current?.scrollToEnd();
  }, [tail.lines, follows, paused]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'p' && event.target === document.body) setPaused((old) => !old);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  if (tail.error && tail.lines.length === 0 && tail.connection === 'lost') return <ErrorState error={tail.error} />;
  const state = paused ? 'paused' : { open: 'live', connecting: 'connecting…', lost: 'connection lost, trying again…' }[tail.connection];
  return (
    <>
      <div className={classes.bar}>
        <span className={classes.connection} role="status" data-state={paused ? 'paused' : tail.connection}>
          {state} · {formatNumber(tail.gone + tail.lines.length)} {tail.gone + tail.lines.length === 1 ? 'line' : 'lines'}
          {tail.gone > 0 && `, newest ${formatNumber(tail.lines.length)} of at most ${formatNumber(kept)} kept`}
        </span>
        {tail.waiting > 0 && <span className={classes.note}>{formatNumber(tail.waiting)} waiting</span>}
        {tail.dropped > 0 && <span className={classes.dropped} title="They came faster than they can be shown; they are stored">{formatNumber(tail.dropped)} not shown</span>}
        <span className={classes.rest} />
        <Tooltip label="Key P">
          <Button variant={paused ? 'filled' : 'default'} w={98} leftSection={<Icon name={paused ? 'play' : 'pause'} size={13} />} onClick={() => setPaused(!paused)}>{paused ? 'Resume' : 'Pause'}</Button>
        </Tooltip>
        <Tooltip label="Clear the list"><ActionIcon aria-label="Clear the list" onClick={tail.clear}><Icon name="trash" size={15} /></ActionIcon></Tooltip>
      </div>
      <div className={classes.body}>
        {tail.lines.length === 0 ? <div className={classes.wait}><EmptyState title="Waiting for lines">Those that match appear here within a second of being stored.</EmptyState></div> : (
          <LineList lines={lines} columns={actions.columns} wrap={wrap === '1'} highlight={highlight} selected={open.selected} open={open.open} onSelect={open.select} onToggle={open.toggle}
            onRemoveColumn={actions.onColumn} actions={actions} handle={handle} onEnd={setFollows} />
        )}
        {!follows && tail.lines.length > 0 && (
          <Button className={classes.jump} leftSection={<Icon name="down" size={13} />} onClick={() => {
            setFollows(true);
            handle.current?.scrollToEnd();
          }}>Newest lines</Button>
        )}
      </div>
    </>
  );
}
