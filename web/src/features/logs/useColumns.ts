import { useMemo } from 'react';
import { useUrlText } from '../../lib/urlState';

const standard = 'service';

/** Fields shown as columns, which stand in the address. */
export function useColumns() {
  const [text, setText] = useUrlText('columns', standard);
  return useMemo(() => {
    const names = text.split(',').filter(Boolean);
    return { names, toggle: (name: string) => setText((names.includes(name) ? names.filter((each) => each !== name) : [...names, name]).join(',')) };
  }, [text, setText]);
}
