import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export type QueryLine = { text: string; hidden: boolean };

/** A, B, C … */
export const letter = (index: number): string => String.fromCharCode(65 + (index % 26));

/** The queries of the page. They stand in the address: `q` once each, `off` with the letters of hidden ones. */
export function useQueries(): [QueryLine[], (change: (lines: QueryLine[]) => QueryLine[]) => void] {
  const [search, setSearch] = useSearchParams();
  const lines = useMemo(() => read(search), [search]);
  const change = useCallback(
    (apply: (lines: QueryLine[]) => QueryLine[]) => setSearch((old) => write(old, apply(read(old)))),
    [setSearch],
  );
  return [lines, change];
}

function read(search: URLSearchParams): QueryLine[] {
  const off = search.get('off') ?? '';
  const lines = search.getAll('q').map((text, index) => ({ text, hidden: off.includes(letter(index)) }));
  return lines.length === 0 ? [{ text: '', hidden: false }] : lines;
}

function write(old: URLSearchParams, lines: QueryLine[]): URLSearchParams {
  const next = new URLSearchParams(old);
  next.delete('q');
  next.delete('off');
  for (const line of lines) next.append('q', line.text);
  const off = lines.map((line, index) => (line.hidden ? letter(index) : '')).join('');
  if (off !== '') next.set('off', off);
  return next;
}
