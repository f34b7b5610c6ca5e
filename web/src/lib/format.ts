const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** 1,234,567.891 */
export const formatNumber = (value: number): string => grouped.format(value);

/** 1 span, 1,200 spans */
export const formatCount = (count: number, thing: string): string => `${grouped.format(count)} ${thing}${count === 1 ? '' : 's'}`;

/** 1.2M: for places where the magnitude is the message. */
export const formatCompact = (value: number): string => (Math.abs(value) < 10_000 ? grouped.format(Math.round(value)) : compact.format(value));

/** 12.5/s, with fewer digits the larger it is; 0.023/s, so that what is rare is not nothing. */
export const formatRate = (perSecond: number): string =>
  `${perSecond >= 100 ? formatCompact(perSecond) : perSecond > 0 && perSecond < 0.1 ? Number(perSecond.toPrecision(2)) : perSecond.toFixed(perSecond >= 10 || perSecond === 0 ? 0 : 1)}/s`;

/** 1.5 MiB */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 2 ** (10 * step);
  return `${amount.toFixed(step === 0 || amount >= 100 ? 0 : 1)} ${units[step]}`;
}

/** 35.1 ms, 2.4 s, 3 min 5 s */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds >= 60e9) return formatSpan(nanoseconds / 1e9);
  const scales: [number, string][] = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];
  const [size, unit] = scales.find(([scale]) => nanoseconds >= scale) ?? [1, 'ns'];
  return `${Number((nanoseconds / size).toPrecision(3))} ${unit}`;
}

/** 3 d 4 h: seconds in the two largest units. */
export function formatSpan(seconds: number): string {
  const parts: [number, string][] = [[86_400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  if (first < 0) return '0 s';
  let rest = Math.floor(seconds);
  const texts = parts.slice(first, first + 2).map(([size, unit]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount > 0 ? `${amount} ${unit}` : '';
  });
  return texts.filter(Boolean).join(' ');
}

/** 2026-11-21 03:04:05 in the reader's zone. */
export const formatMoment = (ms: number): string => dateTime.format(ms).replace(',', '');

/** 03:04:05.123 in the reader's zone, from RFC 3339 text; what is finer than milliseconds is cut. */
export function formatClock(iso: string): string {
  const moment = new Date(iso);
  return `${formatMoment(moment.getTime()).slice(-8)}.${String(moment.getMilliseconds()).padStart(3, '0')}`;
}

/** 12 s ago */
export function formatAgo(ms: number, now: number): string {
  const seconds = Math.max(0, (now - ms) / 1000);
  return seconds < 2 ? 'just now' : `${formatSpan(seconds).split(' ').slice(0, 2).join(' ')} ago`;
}
