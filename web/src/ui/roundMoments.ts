import { formatMoment } from '../lib/format';

const steps = [1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1.8e6, 3.6e6, 7.2e6, 10.8e6, 21.6e6, 43.2e6, 86.4e6, 172.8e6, 604.8e6];

/** Round moments of a range that fit side by side into a width in pixels: clock times, or dates where they are days apart. */
export function roundMoments(fromMs: number, toMs: number, width: number): { ms: number; label: string }[] {
  const step = steps.find((each) => ((toMs - fromMs) / each) * 78 <= width) ?? (toMs - fromMs) / 4;
  // On multiples of the step in the reader's zone.
  const offset = new Date(fromMs).getTimezoneOffset() * 60_000;
  const found: { ms: number; label: string }[] = [];
  for (let ms = Math.ceil((fromMs - offset) / step) * step + offset; ms < toMs; ms += step) {
    const x = ((ms - fromMs) / (toMs - fromMs)) * width;
    if (x < 24 || x > width - 24) continue;
    const text = formatMoment(ms);
    found.push({ ms, label: step >= 43.2e6 ? text.slice(5, 10) : step < 60e3 ? text.slice(-8) : text.slice(-8, -3) });
  }
  return found;
}
