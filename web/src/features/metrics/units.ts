import { formatValue } from './values';
import { formatBytes, formatDuration, formatMoment } from '../../lib/format';
import type { Ticks } from '../../ui/chartOptions';

/** What a number of a metric means: of what, and whether per second. Of `count` one needs not be told. */
export type Unit = { of: string; perSecond: boolean };

const aliases: Record<string, string> = {
  s: 'seconds', By: 'bytes', '1': 'ratio', '%': 'percent', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds', min: 'minutes', h: 'hours', d: 'days',
  KiBy: 'kibibytes', MiBy: 'mebibytes', GiBy: 'gibibytes', kBy: 'kilobytes', MBy: 'megabytes', GBy: 'gigabytes', bit: 'bits', Hz: 'hertz', Cel: 'celsius', V: 'volts', A: 'amperes', W: 'watts', J: 'joules',
  g: 'grams', m: 'meters', USD: 'usd', EUR: 'eur', $: 'usd',
};

const seconds: Record<string, number> = { seconds: 1, milliseconds: 1e-3, microseconds: 1e-6, nanoseconds: 1e-9, minutes: 60, hours: 3600, days: 86_400 };
const bytes: Record<string, number> = {
  bytes: 1, kibibytes: 2 ** 10, mebibytes: 2 ** 20, gibibytes: 2 ** 30, kilobytes: 1e3, megabytes: 1e6, gigabytes: 1e9,
};
const symbols: Record<string, string> = { percent: '%', hertz: 'Hz', celsius: '°C', volts: 'V', amperes: 'A', watts: 'W', joules: 'J', grams: 'g', meters: 'm', bits: 'bit' };

/** Ends of names that tell the unit, as Prometheus and OpenTelemetry write them. */
const suffixes = new Set([...Object.keys(seconds), ...Object.keys(bytes), ...Object.keys(symbols), 'ratio', 'usd', 'eur']);

/** The unit of a metric by what its sender said, or else by its name. Undefined when neither tells. */
export function unitOf(name: string, told: string): Unit | undefined {
  if (/_(count|bucket)$/.test(name)) return { of: 'count', perSecond: false };
  if (/_(time|timestamp)_seconds$|_created$/.test(name) && !/_(cpu|duration|spent|busy|idle|io)_/.test(name)) return { of: 'moment', perSecond: false };
  // Braces hold what is counted: {request}.
  if (told.startsWith('{')) return { of: 'count', perSecond: false };
  const rate = /^(.+)\/s$/.exec(told);
  const of = rate ? rate[1] ?? '' : told;
  const suffix = name.replace(/_(total|sum)$/, '').split('_').at(-1) ?? '';
  if (of !== '' && !(of === '1' && suffix !== 'ratio')) return { of: of.startsWith('{') ? 'count' : aliases[of] ?? of, perSecond: rate !== null };
  if (suffixes.has(suffix)) return { of: suffix, perSecond: false };
  return name.endsWith('_total') || of === '1' ? { of: 'count', perSecond: false } : undefined;
}

/** How the unit is called: `bytes per second`. Empty for plain counts. */
export function unitName(unit: Unit | undefined): string {
  if (!unit) return '';
  const of = unit.of === 'count' || unit.of === 'moment' ? '' : unit.of;
  return unit.perSecond ? `${of} per second`.trim() : of;
}

/** Which steps of an axis are round for it. */
export const ticksOf = (unit: Unit | undefined): Ticks => (unit?.of === 'bytes' ? 'binary' : unit?.of === 'seconds' && !unit.perSecond ? 'clock' : 'decimal');

/** Writes values of a unit as people read them: 1.5 MiB, 35.1 ms, 12.3 %, 4.2/s. */
export function formatOf(unit: Unit | undefined): (value: number) => string {
  if (!unit) return formatValue;
  const plain = amountOf(unit);
  // A second of work a second is a share of a processor: a plain number.
  if (unit.perSecond && unit.of in seconds) return formatValue;
  return (value) => (Number.isFinite(value) ? plain(value) + (unit.perSecond ? '/s' : '') : formatValue(value));
}

function amountOf({ of }: Unit): (value: number) => string {
  const second = seconds[of];
  if (second !== undefined) return signed((value) => (value === 0 ? '0 s' : formatDuration(value * second * 1e9)));
  const byte = bytes[of];
  if (byte !== undefined) return signed((value) => formatBytes(value * byte));
  if (of === 'ratio') return (value) => `${Number((value * 100).toPrecision(4))} %`;
  if (of === 'moment') return (value) => (value > 1e8 ? formatMoment(value * 1000) : amountOf({ of: 'seconds', perSecond: false })(value));
  if (of === 'usd') return signed((value) => `$${value !== 0 && value < 0.01 ? Number(value.toPrecision(2)) : formatMoney(value)}`);
  const symbol = of === 'count' ? '' : ` ${symbols[of] ?? of}`;
  return (value) => formatValue(value) + symbol;
}

const formatMoney = (value: number) => (value >= 10_000 ? formatValue(value) : value.toFixed(2));

const signed = (format: (value: number) => string) => (value: number) => (value < 0 ? `−${format(-value)}` : format(value));
