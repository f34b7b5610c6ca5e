import type { Cell } from './api';
import { isWide } from './types';

/** A value as text. Integers that travel as texts because JavaScript would round them lose their quotes inside lists, maps and tuples too. */
export function cellText(value: Cell, type: string): string {
  return typeof value === 'object' && value !== null ? nested(value, type) : String(value);
}

/** The same over several lines, for looking at one value alone. */
export function cellLines(value: Cell, type: string): string {
  if (typeof value === 'object' && value !== null) return nested(value, type, '');
  const text = String(value);
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** With an indent every member has a line of its own. */
function nested(value: Cell, type: string, indent?: string): string {
  if (value === null || typeof value !== 'object') return isWide(type) && typeof value === 'string' ? value : JSON.stringify(value);
  const inner = indent === undefined ? undefined : `${indent}  `;
  const isList = Array.isArray(value);
  const members = isList ? value.map((member, index) => nested(member, memberType(type, index), inner))
    : Object.entries(value).map(([name, member], index) => `${JSON.stringify(name)}: ${nested(member, memberType(type, index, name), inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  if (members.length === 0) return `${open}${close}`;
  return inner === undefined ? `${open}${members.join(', ')}${close}` : `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}

function memberType(type: string, index: number, name?: string): string {
  const [, outer = '', inside = ''] = /^(\w+)\((.*)\)$/s.exec(type) ?? [];
  if (outer === 'Nullable' || outer === 'LowCardinality') return memberType(inside, index, name);
  const parts = splitTypes(inside);
  if (outer === 'Map') return parts[1] ?? '';
  if (outer === 'Array') return parts[0] ?? '';
  const named = parts.find((part) => name !== undefined && part.startsWith(`${name} `));
  return named ? named.slice((name?.length ?? 0) + 1) : parts[index] ?? '';
}

/** The arguments of a type: commas inside brackets do not part them. */
function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at <= text.length; at += 1) {
    const letter = text[at];
    if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    if (at === text.length || (letter === ',' && depth === 0)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts;
}
