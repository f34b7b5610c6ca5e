import { monaco } from '../../ui/monaco';
import type { SqlSchema, SqlTable } from './api';

type Item = monaco.languages.CompletionItem;
const kinds = monaco.languages.CompletionItemKind;

/** What may stand at the cursor: tables after FROM and JOIN, columns of one table after its name or alias, else columns of all the query names, functions, keywords. */
export function suggest(model: monaco.editor.ITextModel, position: monaco.Position, schema: SqlSchema | undefined): monaco.languages.CompletionList {
  if (!schema) return { suggestions: [] };
  const word = model.getWordUntilPosition(position);
  const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
  const before = model.getValueInRange(new monaco.Range(1, 1, position.lineNumber, word.startColumn));
  if (/'[^']*$/.test(before.replace(/'[^']*'/g, ''))) return { suggestions: [] };
  const text = model.getValue();
  const names = namesIn(text, schema);
  if (/\b(?:from|join)\s+$/i.test(before)) return { suggestions: [...schema.tables.map((table) => tableItem(table, range)), ...names.queries.map((name) => nameItem(name, 'WITH', range))] };
  const owner = /(\w+)\.$/.exec(before)?.[1];
  if (owner !== undefined) return { suggestions: columnItems(names.tables.get(owner.toLowerCase()) ?? [], range) };
  // After a plain space only a new word begins: offering 1,600 functions unasked would be noise.
  if (word.word === '' && !/[,(]\s*$|\b(?:select|where|by|and|or|on)\s+$/i.test(before)) return { suggestions: [] };
  const named = [...new Set([...names.tables.values()].flat())];
  const columns = [...columnItems(named.length > 0 ? named : schema.tables, range), ...names.columns.map((name) => nameItem(name, 'AS', range)), ...names.aliases.map((name) => nameItem(name, 'table', range))];
  return { suggestions: word.word === '' ? columns : [...columns, ...schema.tables.map((table) => tableItem(table, range)), ...functionItems(schema, range), ...keywordItems(schema, range)] };
}

/** Words that follow a table and are no alias of it. */
const noAlias = /^(?:from|and|or|in|is|not|between|like|asc|desc|then|else|end|where|prewhere|on|using|join|left|right|inner|outer|full|cross|any|all|asof|semi|anti|global|array|group|order|limit|having|window|qualify|union|intersect|except|settings|format|final|sample|offset|as)$/i;

/** What a query names itself: its tables by name and alias, named subqueries, and columns it calls by another name. */
function namesIn(text: string, schema: SqlSchema) {
  const bare = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'/g, ' ');
  const tables = new Map<string, SqlTable[]>();
  const aliases: string[] = [];
  for (const table of schema.tables) {
    const found = bare.matchAll(new RegExp(`\\b${table.name}\\b(?:\\s+final\\b)?(?:\\s+(?:as\\s+)?([a-z_]\\w*))?`, 'gi'));
    for (const [, alias] of found) {
      tables.set(table.name, [table]);
      if (alias === undefined || noAlias.test(alias)) continue;
      tables.set(alias.toLowerCase(), [table]);
      aliases.push(alias);
    }
  }
  const once = (pattern: RegExp) => [...new Set([...bare.matchAll(pattern)].map(([, name = '']) => name))];
  const queries = once(/\b([a-z_]\w*)\s+as\s*\(/gi);
  const columns = once(/\bas\s+([a-z_]\w*)/gi).filter((name) => !aliases.includes(name));
  return { tables, aliases: [...new Set(aliases)], queries, columns };
}

const nameItem = (name: string, origin: string, range: monaco.IRange): Item => ({
  label: { label: name, description: origin }, kind: kinds.Variable, insertText: name, range, sortText: `0${name}`,
});

const tableItem = (table: SqlTable, range: monaco.IRange): Item => ({
  label: { label: table.name, description: table.kind }, kind: kinds.Struct, insertText: table.name, range, sortText: `1${table.name}`,
  documentation: `${table.description}\n\n${table.columns.map((column) => `${column.name} ${column.type}`).join('\n')}`,
});

function columnItems(tables: SqlTable[], range: monaco.IRange): Item[] {
  const seen = new Map<string, Item>();
  for (const table of tables)
    for (const column of table.columns)
      if (!seen.has(column.name))
        seen.set(column.name, {
          label: { label: column.name, description: column.type }, kind: kinds.Field, insertText: column.name, range, sortText: `0${column.name}`,
          detail: table.name, documentation: column.description || undefined,
        });
  return [...seen.values()];
}

const functionItems = (schema: SqlSchema, range: monaco.IRange): Item[] => schema.functions.map((entry) => ({
  label: { label: entry.name, description: entry.kind }, kind: kinds.Function, insertText: `${entry.name}($0)`, range, sortText: `2${entry.name}`,
  insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
  detail: entry.syntax || undefined, documentation: entry.description || undefined,
}));

const keywordItems = (schema: SqlSchema, range: monaco.IRange): Item[] => schema.keywords.map((keyword) => ({
  label: keyword, kind: kinds.Keyword, insertText: keyword, range, sortText: `3${keyword}`,
}));
