/** The part of a trace's time that is shown, in nanoseconds after its start. */
export type TimeWindow = { from: number; to: number };

export const wholeOf = (duration: number): TimeWindow => ({ from: 0, to: Math.max(1, duration) });

export const isWhole = (window: TimeWindow, duration: number): boolean => window.from <= 0 && window.to >= duration;

/** As in the address: whole nanoseconds, `1000-25000`. Text that means no part of the trace means all of it. */
export function readWindow(text: string, duration: number): TimeWindow {
  const match = /^(\d{1,18})-(\d{1,18})$/.exec(text);
  const [from, to] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  return match && to > from && from < duration ? { from, to: Math.min(to, Math.max(1, duration)) } : wholeOf(duration);
}

export const writeWindow = (window: TimeWindow, duration: number): string =>
  isWhole(window, duration) ? '' : `${Math.round(window.from)}-${Math.round(window.to)}`;

/** Kept within the trace, and at least a few nanoseconds long. */
export function clampWindow({ from, to }: TimeWindow, duration: number): TimeWindow {
  const whole = Math.max(1, duration);
  const length = Math.min(whole, Math.max(10, to - from));
  const start = Math.max(0, Math.min(from, whole - length));
  return { from: start, to: start + length };
}

export function zoomWindow(window: TimeWindow, factor: number, around: number, duration: number): TimeWindow {
  return clampWindow({ from: around - (around - window.from) * factor, to: around + (window.to - around) * factor }, duration);
}

/** Round moments within the window, at most `most`: 1, 2 or 5 times a power of ten apart. */
export function ticksOf({ from, to }: TimeWindow, most: number): number[] {
  const rough = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-9, rough)));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick < to; tick += step) ticks.push(tick);
  return ticks;
}
