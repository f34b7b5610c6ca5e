/** A query one would most likely write first for a metric of this type. */
export function firstQuery(name: string, type: string): string {
  const selector = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : `{${JSON.stringify(name)}}`;
  if (type === 'histogram' && name.endsWith('_bucket')) return `histogram_quantile(0.95, sum by (le) (rate(${selector}[5m])))`;
  if (type === 'histogram' && !/_(count|sum)$/.test(name)) return `histogram_quantile(0.95, sum(rate(${selector}[5m])))`;
  if (type === 'counter' || /_(total|count|sum)$/.test(name)) return `rate(${selector}[5m])`;
  return selector;
}
