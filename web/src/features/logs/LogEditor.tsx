import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { checkQuery } from './api';
import type { LogField } from './api';
import { logqlCompletion, logqlLanguage } from './logqlLanguage';
import type { LogqlCatalog } from './logqlLanguage';
import type { Language } from './question';
import { searchCompletion, searchLanguage } from './searchLanguage';
import { editorTheme, highlighting } from '../metrics/editorTheme';

export type EditorKnowledge = { fields: () => Promise<LogField[]> } & { logql: LogqlCatalog };

type LogEditorProps = {
  language: Language;
  value: string;
  /** Enter. */
  onRun: (text: string) => void;
  knowledge: EditorKnowledge;
};

const hints: Record<Language, string> = { search: 'level:error AND "timed out"', logql: '{service_name="checkout"} |= "timed out" | json' };

/** The editor of queries, in either language: completes from what the lines have, and underlines faults where the server finds them. */
export default function LogEditor({ language, value, onRun, knowledge }: LogEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const current = useRef({ onRun, knowledge });
  current.current = { onRun, knowledge };

  useEffect(() => {
    if (!host.current) return undefined;
    const extensions = extensionsOf(language, (text) => current.current.onRun(text), () => current.current.knowledge);
    const editor = new EditorView({ parent: host.current, state: EditorState.create({ doc: value, extensions }) });
    view.current = editor;
    return () => editor.destroy();
    // The value is the first text only; later ones come by the effect below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value, language]);

  return <div ref={host} />;
}

function extensionsOf(language: Language, onRun: (text: string) => void, knowledge: () => EditorKnowledge) {
  const send = (editor: EditorView) => {
    onRun(editor.state.doc.toString());
    return true;
  };
  const complete = language === 'logql'
    ? logqlCompletion({ labels: () => knowledge().logql.labels(), values: (label) => knowledge().logql.values(label), fields: () => knowledge().logql.fields() })
    : searchCompletion(() => knowledge().fields());
  return [
    language === 'logql' ? logqlLanguage : searchLanguage,
    editorTheme, syntaxHighlighting(highlighting), history(), bracketMatching(), closeBrackets(),
    autocompletion({ override: [complete] }), linter((editor) => faultsOf(language, editor), { delay: 400 }),
    EditorView.lineWrapping, placeholder(hints[language]),
    EditorView.contentAttributes.of({ 'aria-label': 'Query' }),
    Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
    keymap.of([...completionKeymap, { key: 'Shift-Enter', run: insertNewlineAndIndent }, { key: 'Enter', run: send }, { key: 'Mod-Enter', run: send },
      { key: 'Escape', run: (editor) => (editor.contentDOM.blur(), true) }, ...closeBracketsKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
  ];
}

/** What the server says about a query, at the place it names. */
async function faultsOf(language: Language, editor: EditorView): Promise<Diagnostic[]> {
  const text = editor.state.doc.toString();
  if (text.trim() === '') return [];
  try {
    const { message, position } = await checkQuery(language, text);
    if (!message) return [];
    // A fault at the end is shown at the last character.
    const from = Math.max(0, Math.min(position ?? 0, text.length - 1));
    const word = /^[\w.]+/.exec(text.slice(from))?.[0].length ?? 1;
    return [{ from, to: position == null ? text.length : Math.min(text.length, from + word), severity: 'error', message }];
  } catch {
    // The server is away: running the query will say so.
    return [];
  }
}
