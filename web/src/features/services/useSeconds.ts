import { useMemo } from 'react';
import { resolveRange } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';

/** Length of the time range of the page, to make rates of counts. */
export function useSeconds(): number {
  const { range } = useTimeRange();
  return useMemo(() => {
    const { fromMs, toMs } = resolveRange(range, Date.now());
    return Math.max(1, (toMs - fromMs) / 1000);
  }, [range]);
}
