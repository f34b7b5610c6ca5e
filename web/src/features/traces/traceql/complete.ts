import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { intrinsics, scopes, stages } from './language';
import { attributeName, quoted } from './write';
import { get } from '../../../lib/api';

type Tags = { scopes: { name: string; tags: string[] }[] };
type Values = { tagValues: { type: string; value: string }[] };

/** Seconds since 1970: names and values are those of spans in this time. */
export type Period = { start: number; end: number };

const kept = new Map<string, Promise<unknown>>();

/** Answers are kept for the page: a list is asked for once, however many letters are typed. */
function ask<T>(path: string, { start, end }: Period): Promise<T> {
  const key = `${window.location.search}\n${path}\n${Math.round(start / 60)}\n${Math.round(end / 60)}`;
  const known = kept.get(key) as Promise<T> | undefined;
  if (known) return known;
  const answer = get<T>(path, { start: Math.floor(start), end: Math.ceil(end) });
  kept.set(key, answer);
  answer.catch(() => kept.delete(key));
  return answer;
}

export const readTags = (period: Period): Promise<Tags> => ask<Tags>('/tempo/api/v2/search/tags', period);
export const readValues = (field: string, period: Period): Promise<Values> => ask<Values>(`/tempo/api/v2/search/tag/${encodeURIComponent(field)}/values`, period);

/** What fits where the cursor stands: a value after a comparison, a stage after a bar, a field otherwise. */
export async function complete(context: CompletionContext, period: Period): Promise<CompletionResult | null> {
  const before = context.state.sliceDoc(0, context.pos);
  const value = /([\w.:/-]+(?:"(?:[^"\\]|\\.)*")?)\s*(=~|!~|!=|=|>=|<=|>|<)\s*("(?:[^"\\]|\\.)*|[\w.-]*)$/.exec(before);
  if (value) return valuesOf(value[1] ?? '', value[3] ?? '', context.pos, period);
  const stage = /\|\s*(\w*)$/.exec(before);
  if (stage && !/\|\|\s*\w*$/.test(before) && depthOf(before) === 0) return { from: context.pos - (stage[1]?.length ?? 0), options: stages.map(toOption('keyword')) };
  const word = /[\w.:/-]*$/.exec(before)?.[0] ?? '';
  if (word === '' && !context.explicit && !/[{(&|]\s*$/.test(before)) return null;
  if (depthOf(before) === 0) return word === '' && !context.explicit ? null : { from: context.pos - word.length, options: [{ label: '{ }', apply: '{ ', type: 'keyword', detail: 'a set of spans' }] };
  const known = await readTags(period).catch((): Tags => ({ scopes: [] }));
  const attributes = known.scopes.filter(({ name }) => name !== 'intrinsic').flatMap(({ name, tags }) => tags.map((tag): Completion => ({
    label: attributeName(name, tag), type: 'property', detail: name === 'span' ? 'attribute' : name, boost: name === 'span' ? 1 : 0,
  })));
  return { from: context.pos - word.length, options: [...intrinsics.map(toOption('keyword')), ...scopes.map(toOption('namespace')), ...attributes], validFor: /^[\w.:/-]*$/ };
}

async function valuesOf(field: string, typed: string, position: number, period: Period): Promise<CompletionResult | null> {
  const { tagValues } = await readValues(field, period).catch((): Values => ({ tagValues: [] }));
  if (tagValues.length === 0) return null;
  return {
    from: position - typed.length,
    options: tagValues.slice(0, 500).map(({ type, value }): Completion => ({ label: type === 'string' ? quoted(value) : value, type: 'constant', detail: type === 'keyword' ? '' : type })),
    validFor: /^("(?:[^"\\]|\\.)*|[\w.-]*)$/,
  };
}

const toOption = (type: string) => ([label, detail]: [string, string]): Completion => ({ label, detail, type, boost: type === 'keyword' ? 2 : 1 });

/** How many braces are open. */
function depthOf(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '');
  return (bare.match(/\{/g)?.length ?? 0) - (bare.match(/\}/g)?.length ?? 0);
}
