import { resolveRange } from '../../lib/timeRange';
import type { TimeRange } from '../../lib/timeRange';

export type Parameter = { name: string; type: string };

/** Filled from the page's time range; all others are typed in. */
const rangeNames = ['from', 'to'];

/** The parameters of a query, in order, each once: `{name:Type}` outside comments and strings. */
export function parametersOf(query: string): Parameter[] {
  const bare = query.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'/g, ' ');
  const found = [...bare.matchAll(/\{\s*(\w+)\s*:\s*([^{}]+?)\s*\}/g)].map(([, name = '', type = '']) => ({ name, type }));
  return found.filter((parameter, index) => found.findIndex((other) => other.name === parameter.name) === index);
}

export const isOfRange = (parameter: Parameter): boolean => rangeNames.includes(parameter.name);

/** What travels beside the query: typed values, and the time range as UTC where `{from:…}` and `{to:…}` stand. */
export function parameterValues(parameters: Parameter[], typed: Record<string, string>, range: TimeRange): Record<string, string> {
  const { fromMs, toMs } = resolveRange(range, Date.now());
  return Object.fromEntries(parameters.map((parameter) => {
    if (!isOfRange(parameter)) return [parameter.name, typed[parameter.name] ?? ''];
    return [parameter.name, momentText(parameter.name === 'from' ? fromMs : toMs, parameter.type)];
  }));
}

function momentText(ms: number, type: string): string {
  const text = new Date(ms).toISOString().replace('T', ' ').slice(0, -1);
  if (type.startsWith('DateTime64')) return text;
  if (type.startsWith('DateTime')) return text.slice(0, 19);
  if (type.startsWith('Date')) return text.slice(0, 10);
  return type.startsWith('String') ? text : String(ms);
}
