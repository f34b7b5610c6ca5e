import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What every page shares and a link between pages keeps. */
const kept = ['from', 'to', 'refresh', 'tenant'];

/** A text of the page's state that stands in the address. The fallback is not written. */
export function useUrlText(name: string, fallback = ''): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (value: string) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          if (value === fallback) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setSearch, name, fallback],
  );
  return [search.get(name) ?? fallback, change];
}

/** The address of another page with the time range and tenant of this one. */
export function linkTo(path: string, search: URLSearchParams): string {
  const carried = new URLSearchParams([...search].filter(([name]) => kept.includes(name)));
  return carried.size === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${carried}`;
}
