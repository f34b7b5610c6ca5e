import { Button, SegmentedControl, Tooltip } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { EditorKnowledge } from './LogEditor';
import { defaultQuery } from './question';
import type { Asked, Language, Question } from './question';
import { Icon } from '../../ui/icons';
import classes from './LogsPage.module.css';

const LogEditor = lazy(() => import('./LogEditor'));

type QueryBarProps = {
  question: Question;
  onAsk: (next: Asked) => void;
  /** Enter with the query as it was: asks anew. */
  onAgain: () => void;
  knowledge: EditorKnowledge;
  children?: ReactNode;
};

/** The query and its language. */
export function QueryBar({ question, onAsk, onAgain, knowledge, children }: QueryBarProps) {
  const { language, q } = question;
  const bar = useRef<HTMLDivElement>(null);
  // A change of language brings back what was asked in the other one.
  const [before, setBefore] = useState<Partial<Record<Language, string>>>({});
  const run = (text: string) => (text.trim() === q.trim() ? onAgain() : onAsk({ q: text }));
  const runTyped = () => run(textOf(bar.current) ?? q);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      bar.current?.querySelector<HTMLElement>('.cm-content')?.focus();
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);

  return (
    <div ref={bar} className={classes.query}>
      <SegmentedControl value={language} aria-label="Language" data={[{ value: 'search', label: 'Search' }, { value: 'logql', label: 'LogQL' }]}
        onChange={(value) => {
          setBefore((old) => ({ ...old, [language]: q }));
          onAsk({ language: value as Language, q: before[value as Language] ?? defaultQuery(value as Language) });
        }} />
      <div className={classes.editor}>
        <Suspense fallback={<code className={classes.waiting}>{q}</code>}>
          <LogEditor language={language} value={q} onRun={run} knowledge={knowledge} />
        </Suspense>
      </div>
      <Tooltip label="Enter"><Button onClick={runTyped} leftSection={<Icon name="search" size={13} />}>Run</Button></Tooltip>
      {children}
    </div>
  );
}

/** Whether a key belongs to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

// The editor keeps what is typed to itself until Enter; the button must run that too.
function textOf(bar: HTMLElement | null): string | undefined {
  const lines = bar?.querySelectorAll('.cm-line');
  if (!lines || lines.length === 0 || bar?.querySelector('.cm-placeholder')) return lines && lines.length > 0 ? '' : undefined;
  return [...lines].map((line) => line.textContent ?? '').join('\n');
}
