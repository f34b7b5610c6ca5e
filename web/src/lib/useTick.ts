import { useEffect, useState } from 'react';

/** Draws anew every second, for texts that tell how long ago something was. Returns how often it has. */
export function useTick(): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((old) => old + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return ticks;
}
