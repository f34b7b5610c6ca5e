import { millisecondsOf } from './api';
import type { LogLine } from './api';
import { formatMoment } from '../../lib/format';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const parsed = new WeakMap<LogLine, Json | undefined>();

/** The object or array a line is; undefined when it is none. */
export function jsonOf(line: LogLine): Json | undefined {
  if (parsed.has(line)) return parsed.get(line);
  const json = /^\s*[{[]/.test(line.body) ? parse(line.body) : undefined;
  parsed.set(line, json);
  return json;
}

/** The value of a field as the server would find it; empty when the line has none. */
export function fieldOf(line: LogLine, name: string): string {
  if (name === 'level') return line.level;
  if (name === 'service') return line.service;
  if (name === 'trace_id') return line.traceId;
  if (name === 'span_id') return line.spanId;
  if (name === 'pattern') return line.patternId;
  const known = line.attributes[name] ?? line.resource[name];
  if (known !== undefined) return known;
  const json = jsonOf(line);
  return json === undefined ? '' : textOf(member(json, [name]) ?? member(json, name.split('.')));
}

export const textOf = (value: Json | undefined): string => (value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** 11-26 13:04:05.123: the year is in the range. */
export function clockOf(line: LogLine): string {
  const ms = millisecondsOf(line.time);
  return `${formatMoment(ms).slice(5)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;
}

/** Text without the codes that colour it in a terminal. */
// eslint-disable-next-line no-control-regex
export const plainText = (body: string): string => (body.includes('\u001b') ? body.replace(/\u001b\[[\d;]*[A-Za-z]/g, '') : body);

function member(json: Json, path: string[]): Json | undefined {
  let value: Json | undefined = json;
  for (const name of path) value = value !== null && typeof value === 'object' && !Array.isArray(value) ? value[name] : undefined;
  return value;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Begins like JSON and is none: a line like others.
    return undefined;
  }
}
