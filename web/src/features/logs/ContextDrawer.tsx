import { Button, Drawer } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { fetchContext } from './api';
import type { LogLine } from './api';
import { levelColor } from './levels';
import { clockOf, plainText } from './lines';
import { useOnRecovery } from '../../lib/readiness';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './ContextDrawer.module.css';

const first = 30;
const further = 100;

type State = { lines: LogLine[]; upMore: boolean; downMore: boolean };

const sameLine = (a: LogLine, b: LogLine): boolean => a.time === b.time && a.body === b.body;

/** Lines before and after a line in its stream, whatever the query says; further ones on demand. */
export function ContextDrawer({ line, onClose }: { line: LogLine | undefined; onClose: () => void }) {
  return (
    <Drawer opened={line !== undefined} onClose={onClose} position="right" size="min(980px, 100%)" overlayProps={{ backgroundOpacity: 0.15 }}
      title={line && <span className={classes.title}><b>Lines around</b> {line.service} {clockOf(line)}</span>}>
      {line && <Around key={`${line.stream}${line.time}${line.body}`} line={line} />}
    </Drawer>
  );
}

function Around({ line }: { line: LogLine }) {
  const [state, setState] = useState<State>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const here = useRef<HTMLLIElement>(null);

  const again = () => setRound((old) => old + 1);
  useOnRecovery(() => !state && again());

  useEffect(() => {
    const stop = new AbortController();
    setError(undefined);
    fetchContext(line.stream, line.time, first, first + 1, stop.signal).then((lines) => {
      const before = lines.filter((each) => BigInt(each.time) < BigInt(line.time)).length;
      setState({ lines, upMore: before === first, downMore: lines.length - before === first + 1 });
    }).catch((fault: Error) => !stop.signal.aborted && setError(fault));
    return () => stop.abort();
  }, [line, round]);
  const arrived = state !== undefined;
  useEffect(() => {
    if (arrived) here.current?.scrollIntoView({ block: 'center' });
  }, [arrived]);

  if (error) return <ErrorState error={error} onRetry={again} />;
  if (!state) return <Loading rows={14} />;
  const more = async (up: boolean) => {
    setBusy(true);
    const edge = up ? state.lines[0] : state.lines.at(-1);
    try {
      const at = up ? edge?.time ?? line.time : String(BigInt(edge?.time ?? line.time) + 1n);
      const lines = await fetchContext(line.stream, at, up ? further : 0, up ? 0 : further);
      setState(up ? { ...state, lines: [...lines, ...state.lines], upMore: lines.length === further } : { ...state, lines: [...state.lines, ...lines], downMore: lines.length === further });
    } catch (fault) {
      setError(fault as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Edge shown={state.upMore} busy={busy} text={`${further} earlier lines`} end="The stream begins here" onMore={() => void more(true)} />
      <ol className={classes.lines} aria-label="Lines around">
        {state.lines.map((each, index) => {
          const current = sameLine(each, line) && state.lines.findIndex((other) => sameLine(other, line)) === index;
          return (
            <li key={index} ref={current ? here : undefined} aria-current={current || undefined} className={classes.line}>
              <i style={{ background: levelColor(each.level) }} title={each.level} /><time>{clockOf(each)}</time><span>{plainText(each.body)}</span>
            </li>
          );
        })}
      </ol>
      <Edge shown={state.downMore} busy={busy} text={`${further} later lines`} end="No later lines yet" onMore={() => void more(false)} />
    </>
  );
}

function Edge({ shown, busy, text, end, onMore }: { shown: boolean; busy: boolean; text: string; end: string; onMore: () => void }) {
  return <div className={classes.edge}>{shown ? <Button variant="default" loading={busy} onClick={onMore}>{text}</Button> : <span>{end}</span>}</div>;
}
