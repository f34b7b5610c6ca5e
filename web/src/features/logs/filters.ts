import type { LogLine } from './api';
import type { Language } from './question';

/** A value to look for, or to leave out. */
export type Filter = {
  field: string;
  value: string;
  not?: boolean;
  /** The field is a label of the stream, a member of a line that is JSON, or an attribute. */
  place: 'label' | 'json' | 'attribute';
};

/** The query with one more condition. */
export function withFilter(language: Language, q: string, filter: Filter): string {
  return language === 'logql' ? withStage(q, lokiFilter(filter)) : withClause(q, filter);
}

/** The query of only the lines of a pattern, or of all others. */
export function withPattern({ language, q }: { language: Language; q: string }, pattern: { id: string; line_filter: string }, not: boolean): string {
  if (language !== 'logql') return withClause(q, { field: 'pattern', value: pattern.id, not, place: 'attribute' });
  return `${q.trim()} ${not ? '!>' : '|>'} ${JSON.stringify(pattern.line_filter)}`;
}

/** What the page calls level and service has other names in LogQL. */
function lokiFilter(filter: Filter): Filter {
  if (filter.field === 'level') return { ...filter, field: 'detected_level', place: 'attribute' };
  return filter.field === 'service' ? { ...filter, field: 'service_name', place: 'label' } : filter;
}

/** Where a field of a line stands. */
export function placeOf(field: string, line: LogLine | undefined): Filter['place'] {
  if (line && field in line.resource) return 'label';
  return line === undefined || field in line.attributes || ['trace_id', 'span_id', 'level'].includes(field) ? 'attribute' : 'json';
}

function withClause(q: string, { field, value, not = false }: Filter): string {
  const positive = `${fieldName(field)}:${quoted(value)}`;
  const clause = not ? `NOT ${positive}` : positive;
  const clauses = q.trim() === '' ? [] : clausesOf(q);
  if (!clauses) return `(${q.trim()}) AND ${clause}`;
  const opposite = not ? positive : `NOT ${positive}`;
  return [...clauses.filter((each) => each !== clause && each !== opposite), clause].join(' AND ');
}

const fieldName = (field: string): string => field.replace(/[\s+\-!(){}[\]^"~*?:\\/&|<>=]/g, '\\$&');

const quoted = (value: string): string => (/^[\w.]+$/.test(value) && !/^(AND|OR|NOT|TO)$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`);

/** The conditions of a query that joins all by AND; undefined when it does anything else. */
export function clausesOf(q: string): string[] | undefined {
  const words = wordsOf(q);
  const clauses: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const negated = words[at] === 'NOT';
    const word = words[negated ? ++at : at];
    if (word === undefined || ['AND', 'OR', 'NOT', '&&', '||'].includes(word) || /^[+\-!]/.test(word)) return undefined;
    clauses.push(negated ? `NOT ${word}` : word);
    const joined = words[++at];
    if (joined !== undefined && joined !== 'AND' && joined !== '&&') return undefined;
  }
  return clauses;
}

/** Words at the outermost level: quotes, slashes and parentheses hold theirs together. */
function wordsOf(q: string): string[] {
  const words: string[] = [];
  let [word, depth, open] = ['', 0, ''];
  for (let at = 0; at < q.length; at++) {
    const sign = q[at] ?? '';
    if (sign === '\\') {
      word += sign + (q[++at] ?? '');
      continue;
    }
    if (open !== '') open = sign === open ? '' : open;
    else if (sign === '"' || (sign === '/' && (word === '' || word.endsWith(':')))) open = sign;
    else if ('([{'.includes(sign)) depth++;
    else if (')]}'.includes(sign)) depth--;
    if (open === '' && depth === 0 && /\s/.test(sign)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += sign;
  }
  return word === '' ? words : [...words, word];
}

function withStage(q: string, { field, value, not = false, place }: Filter): string {
  const operator = not ? '!=' : '=';
  const text = JSON.stringify(value);
  if (place === 'label') return withMatcher(q, `${field}${operator}${text}`, field, text);
  const name = field.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(\d)/, '_$1');
  const parser = place === 'json' && !/\|\s*json\b/.test(q) ? ' | json' : '';
  const stage = `| ${name}${operator}${text}`;
  return q.includes(stage) ? q : `${q.trim()}${parser} ${stage}`;
}

function withMatcher(q: string, matcher: string, field: string, text: string): string {
  const end = selectorEnd(q);
  if (end < 0) return `{${matcher}}`;
  const begin = q.indexOf('{') + 1;
  const known = q.slice(begin, end).split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((each) => each.trim())
    .filter((each) => each !== '' && each !== matcher && each !== `${field}=${text}` && each !== `${field}!=${text}` && each !== `${field}=~".+"`);
  return `${q.slice(0, begin)}${[...known, matcher].join(', ')}${q.slice(end)}`;
}

/** Where the selector's closing brace stands; quotes may hold others. */
function selectorEnd(q: string): number {
  let open = '';
  for (let at = q.indexOf('{'); at >= 0 && at < q.length; at++) {
    const sign = q[at] ?? '';
    if (open === '"' && sign === '\\') at++;
    else if (open !== '') open = sign === open ? '' : open;
    else if (sign === '"' || sign === '`') open = sign;
    else if (sign === '}') return at;
  }
  return -1;
}
