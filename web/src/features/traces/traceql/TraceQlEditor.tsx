import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { check } from './check';
import { complete } from './complete';
import type { Period } from './complete';
import { traceql } from './language';
import { editorTheme, highlighting } from '../../metrics/editorTheme';

type TraceQlEditorProps = { value: string; period: () => Period; onChange: (text: string) => void; onRun: (text: string) => void };

/** An editor of TraceQL: colours, completion of fields and values that occur, and faults underlined where the server finds them. */
export default function TraceQlEditor({ value, period, onChange, onRun }: TraceQlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ period, onChange, onRun });
  latest.current = { period, onChange, onRun };

  useEffect(() => {
    if (!host.current) return undefined;
    const run = (editor: EditorView) => {
      latest.current.onRun(editor.state.doc.toString());
      return true;
    };
    const editor = new EditorView({ parent: host.current, state: EditorState.create({ doc: value, extensions: [
      traceql(), editorTheme, syntaxHighlighting(highlighting), history(), bracketMatching(), closeBrackets(), check,
      autocompletion({ override: [(context) => complete(context, latest.current.period())], activateOnTyping: true }), EditorView.lineWrapping,
      placeholder('{ resource.service.name = "checkout" && duration > 500ms } >> { status = error }'),
      EditorView.contentAttributes.of({ 'aria-label': 'TraceQL' }),
      EditorView.updateListener.of((update) => update.docChanged && latest.current.onChange(update.state.doc.toString())),
      Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
      keymap.of([...completionKeymap, { key: 'Shift-Enter', run: insertNewlineAndIndent }, { key: 'Enter', run }, { key: 'Mod-Enter', run },
        ...closeBracketsKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
    ] }) });
    view.current = editor;
    return () => editor.destroy();
    // The value is the first text only; later ones come by the effect below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} />;
}
