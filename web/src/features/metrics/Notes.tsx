import type { Outcome } from './useResults';
import type { QueryAnswer } from './api';
import classes from './MetricsPage.module.css';

/** What the server says about each query: errors first, then what it warns of. */
export function Notes({ outcomes }: { outcomes: Outcome<Partial<QueryAnswer> | unknown>[] }) {
  const notes = outcomes.flatMap((outcome) => {
    const answer = outcome.answer as Partial<QueryAnswer> | undefined;
    return [
      ...(outcome.error ? [{ letter: outcome.letter, kind: 'error', text: outcome.error.message }] : []),
      ...(answer?.warnings ?? []).map((text) => ({ letter: outcome.letter, kind: 'warning', text })),
      ...(answer?.infos ?? []).map((text) => ({ letter: outcome.letter, kind: 'info', text })),
    ];
  });
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {notes.map((note) => (
        <li key={`${note.letter}${note.kind}${note.text}`} data-kind={note.kind} role={note.kind === 'error' ? 'alert' : undefined}>
          <b>{note.letter}</b> {note.text}
        </li>
      ))}
    </ul>
  );
}
