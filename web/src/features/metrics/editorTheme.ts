import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the colours of the page; CSS variables make it follow light and dark. */
export const editorTheme = EditorView.theme({
  '&': { color: 'var(--text)', fontSize: '13px', background: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--font-mono)', caretColor: 'var(--text)', padding: '7px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-faint)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { background: 'color-mix(in srgb, var(--accent) 22%, transparent)' },
  '.cm-tooltip': { background: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--line-strong)', borderRadius: '8px', boxShadow: '0 6px 24px rgb(0 0 0 / 16%)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12.5px', maxHeight: '320px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'color-mix(in srgb, var(--accent) 22%, transparent)', color: 'var(--text)' },
  '.cm-completionIcon': { display: 'none' },
  '.cm-completionDetail': { color: 'var(--text-faint)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 12px', maxWidth: '340px', fontSize: '12.5px' },
  '.cm-diagnostic': { padding: '6px 10px', fontSize: '12.5px' },
});

export const highlighting = HighlightStyle.define([
  { tag: tags.name, color: 'var(--text)' },
  { tag: [tags.keyword, tags.function(tags.variableName)], color: 'var(--accent)' },
  { tag: tags.labelName, color: 'var(--samples-text)' },
  { tag: tags.string, color: 'var(--logs-text)' },
  { tag: [tags.number, tags.modifier], color: 'var(--spans)' },
  { tag: [tags.operator, tags.paren, tags.squareBracket, tags.brace], color: 'var(--text-soft)' },
  { tag: tags.comment, color: 'var(--text-faint)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);
