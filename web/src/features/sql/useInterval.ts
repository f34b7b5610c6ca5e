import { useEffect, useRef } from 'react';

/** Calls the newest form of a function every so many milliseconds; never, when false. */
export function useInterval(call: () => void, milliseconds: number | false): void {
  const newest = useRef(call);
  newest.current = call;
  useEffect(() => {
    if (milliseconds === false) return undefined;
    const timer = setInterval(() => newest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}
