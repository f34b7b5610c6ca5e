import { resolveRange } from '../../lib/timeRange';
import type { TimeRange } from '../../lib/timeRange';
import type { Window } from './api';

/** Seconds people choose by name; also those a step is rounded up to. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];
const points = 360;

/** What the reader may choose. */
export const stepChoices = ['auto', '5', '15', '30', '60', '300', '900', '3600'];

export const stepLabel = (step: string): string => {
  if (step === 'auto') return 'Step: auto';
  const seconds = Number(step);
  return seconds < 60 ? `Step: ${seconds} s` : seconds < 3600 ? `Step: ${seconds / 60} min` : `Step: ${seconds / 3600} h`;
};

/** The moments to evaluate. They lie on multiples of the step, so that a repeated query shares all but the newest with the one before. */
export function windowOf(range: TimeRange, chosen: string, now: number): Window {
  const { fromMs, toMs } = resolveRange(range, now);
  const least = (toMs - fromMs) / 1000 / points;
  const step = chosen === 'auto' ? steps.find((candidate) => candidate >= least) ?? Math.ceil(least / 86_400) * 86_400
    : Math.max(Number(chosen), Math.ceil((toMs - fromMs) / 1000 / 11_000));
  return { from: Math.floor(fromMs / 1000 / step) * step, to: Math.floor(toMs / 1000 / step) * step, step, end: toMs / 1000 };
}
