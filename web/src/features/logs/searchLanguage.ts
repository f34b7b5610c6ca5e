import { StreamLanguage } from '@codemirror/language';
import type { CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { LogField } from './api';

/** Lucene's query string: fields, words, phrases, regular expressions, operators. */
export const searchLanguage = StreamLanguage.define({
  name: 'search',
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/\/(?:[^/\\]|\\.)+\//)) return 'string';
    if (stream.match(/(?:AND|OR|NOT|TO)(?=[\s()]|$)|&&|\|\|/)) return 'keyword';
    if (stream.match(/(?:[^\s()"\\:[\]{}]|\\.)+(?=:)/)) return 'labelName';
    if (stream.match(/-?\d+(?:\.\d+)?(?=[\s\])}]|$)/)) return 'number';
    if (stream.match(/[:()[\]{}<>=+!-]/)) return 'operator';
    if (stream.match(/(?:[^\s()"\\:[\]{}<>=]|\\.)+/)) return 'name';
    stream.next();
    return null;
  },
  languageData: { closeBrackets: { brackets: ['(', '[', '"'] } },
});

const always = ['level', 'service', 'trace_id', 'span_id', 'timestamp', 'message', '_exists_'];

/** Completes names of fields, and behind a colon the values that are most frequent. */
export function searchCompletion(fields: () => Promise<LogField[]>): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const value = context.matchBefore(/(?:[\w.@-]|\\.)+:"?[^\s()"]*/);
    if (value) return valuesOf(value, await fields());
    const word = context.matchBefore(/[\w.@-]+/);
    if (!word && !context.explicit) return null;
    const known = await fields();
    const names = known.map((field) => ({ label: field.name, detail: field.type, apply: `${escapeName(field.name)}:`, type: 'property', boost: 1 }));
    const missing = always.filter((name) => !known.some((field) => field.name === name)).map((name) => ({ label: name, apply: `${name}:`, type: 'property' }));
    const operators = ['AND', 'OR', 'NOT'].map((label) => ({ label, apply: `${label} `, type: 'keyword', boost: -1 }));
    return { from: word?.from ?? context.pos, options: [...names, ...missing, ...operators], validFor: /^[\w.@-]*$/ };
  };
}

function valuesOf(match: { from: number; text: string }, fields: LogField[]): CompletionResult | null {
  const colon = match.text.indexOf(':');
  const name = match.text.slice(0, colon).replace(/\\(.)/g, '$1');
  const field = fields.find((each) => each.name === name);
  if (!field) return null;
  return {
    from: match.from + colon + 1,
    options: field.top.map((top, place) => ({ label: top.value, detail: `${top.lines.toLocaleString('en')} lines`, apply: quoteValue(top.value), boost: -place })),
    validFor: /^"?[^\s()"]*$/,
  };
}

const escapeName = (name: string): string => name.replace(/[\s:()"\\]/g, '\\$&');
const quoteValue = (value: string): string => (/^[\w.]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`);
