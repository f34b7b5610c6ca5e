import { linter } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import { get } from '../../../lib/api';

type Check = { error: string | null; line: number | null; column: number | null };

const pauseMs = 400;

/** Underlines what the server cannot read, with its words. */
export const check = linter(async (view): Promise<Diagnostic[]> => {
  const text = view.state.doc.toString();
  if (text.trim() === '') return [];
  const { error, line, column } = await get<Check>('/api/vault/traces/check', { q: text });
  if (error === null) return [];
  const from = positionOf(view.state.doc, line ?? 1, column ?? 1);
  const word = /^[\w.]+|^./.exec(view.state.sliceDoc(from))?.[0].length ?? 0;
  const start = word === 0 ? Math.max(0, from - 1) : from;
  return [{ from: start, to: Math.max(start, Math.min(view.state.doc.length, from + Math.max(1, word))), severity: 'error', message: error }];
}, { delay: pauseMs });

function positionOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return Math.min(found.from + Math.max(0, column - 1), doc.length);
}
