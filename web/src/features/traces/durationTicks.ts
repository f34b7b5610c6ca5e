import type { Heatmap } from './heatApi';

/** Powers of ten that lie in the rows of a heatmap, each with its height as a share of the whole. Rows are equally wide in the logarithm. */
export function durationTicks({ buckets }: Heatmap): { nano: number; share: number }[] {
  const bounded = buckets.filter((bucket) => bucket.lowNano > 0);
  const [first, last] = [bounded[0], bounded.at(-1)];
  if (!first || !last) return [];
  const [low, high] = [Math.log10(first.lowNano), Math.log10(last.highNano)];
  const below = (buckets.length - bounded.length) / buckets.length;
  const ticks: { nano: number; share: number }[] = [];
  for (let power = Math.ceil(low - 0.01); power <= high + 0.01; power += 1) ticks.push({ nano: 10 ** power, share: below + (1 - below) * ((power - low) / Math.max(0.01, high - low)) });
  return ticks;
}
