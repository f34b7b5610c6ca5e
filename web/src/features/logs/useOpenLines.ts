import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import type { LineListHandle } from './LineList';
import { isTyping } from './QueryBar';

/** Which lines are open and which is the current one; j and k walk, Enter opens, Escape closes. Another answer begins anew. */
export function useOpenLines(answer: unknown, count: number, list: RefObject<LineListHandle | null>) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [selected, select] = useState<number>();
  useEffect(() => {
    setOpen(new Set());
    select(undefined);
  }, [answer]);
  const toggle = (index: number) => setOpen((old) => {
    const next = new Set(old);
    if (!next.delete(index)) next.add(index);
    return next;
  });

  useEffect(() => {
    const walk = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'j' || event.key === 'k') {
        const next = Math.max(0, Math.min(count - 1, (selected ?? -1) + (event.key === 'j' ? 1 : -1)));
        select(next);
        list.current?.scrollTo(next);
      } else if (event.key === 'Enter' && selected !== undefined && !(event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement)) toggle(selected);
      else if (event.key === 'Escape') setOpen(new Set());
    };
    window.addEventListener('keydown', walk);
    return () => window.removeEventListener('keydown', walk);
  }, [count, selected, list]);
  return { open, selected, select, toggle };
}
