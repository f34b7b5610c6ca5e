import { monaco } from '../../ui/monaco';
import type { SqlSchema, SqlTable } from './api';

type Item = monaco.languages.CompletionItem;
const kinds = monaco.languages.CompletionItemKind;

/** What may stand at the cursor: tables after FROM and JOIN, else columns of the tables the query names, then functions and keywords. */
export function suggest(model: monaco.editor.ITextModel, position: monaco.Position, schema: SqlSchema | undefined): monaco.languages.CompletionList {
  if (!schema) return { suggestions: [] };
  const word = model.getWordUntilPosition(position);
  const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
  const before = model.getValueInRange(new monaco.Range(1, 1, position.lineNumber, word.startColumn));
  if (/'[^']*$/.test(before.replace(/'[^']*'/g, ''))) return { suggestions: [] };
  if (/\b(?:from|join)\s+$/i.test(before)) return { suggestions: schema.tables.map((table) => tableItem(table, range)) };
  // After a plain space only a new word begins: offering 1,600 functions unasked would be noise.
  const text = model.getValue();
  const named = schema.tables.filter((table) => new RegExp(`\\b${table.name}\\b`, 'i').test(text));
  const columns = columnItems(named.length > 0 ? named : schema.tables, range);
  if (word.word === '' && !/[,(]\s*$|\b(?:select|where|by|and|or|on)\s+$/i.test(before)) return { suggestions: [] };
  return { suggestions: word.word === '' ? columns : [...columns, ...schema.tables.map((table) => tableItem(table, range)), ...functionItems(schema, range), ...keywordItems(schema, range)] };
}

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
