const prefixes: [number, string][] = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e4, 'k']];

/** Four significant digits with a prefix: 12.3k, 0.00125, 4.2e-7. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  const prefix = prefixes.find(([scale]) => size >= scale);
  if (prefix) return `${Number((value / (prefix[0] === 1e4 ? 1e3 : prefix[0])).toPrecision(4))}${prefix[1]}`;
  return String(Number(value.toPrecision(4)));
}
