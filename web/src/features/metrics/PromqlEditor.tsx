import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { useEffect, useRef } from 'react';
import { editorTheme, highlighting } from './editorTheme';
import { functionDocs } from './functionDocs';
import { request } from '../../lib/api';

type PromqlEditorProps = {
  value: string;
  /** Enter, or the editor is left; by Enter one asks anew though the text is the same. */
  onRun: (text: string, byKey: boolean) => void;
  label: string;
};

/** An editor of PromQL: Prometheus' own mode, with completion from the vault, a linter, and what functions do under the pointer. */
export default function PromqlEditor({ value, onRun, label }: PromqlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const run = useRef(onRun);
  run.current = onRun;

  useEffect(() => {
    if (!host.current) return undefined;
    const editor = new EditorView({ parent: host.current, state: EditorState.create({ doc: value, extensions: extensions(label, (text, byKey) => run.current(text, byKey)) }) });
    view.current = editor;
    return () => editor.destroy();
    // The value is the first text only; later ones come by the effect below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} />;
}

function extensions(label: string, onRun: PromqlEditorProps['onRun']) {
  const promql = new PromQLExtension().activateCompletion(true).activateLinter(true).setComplete({
    remote: {
      url: window.location.origin,
      // Through our own caller, which names the tenant.
      fetchFn: (input, init) => request(String(input), init),
      cache: { maxAge: 60_000 },
    },
  });
  const send = (editor: EditorView) => {
    onRun(editor.state.doc.toString(), true);
    return true;
  };
  return [
    promql.asExtension(), functionDocs, editorTheme, syntaxHighlighting(highlighting), history(), bracketMatching(), closeBrackets(),
    autocompletion(), EditorView.lineWrapping, placeholderText('rate(http_requests_total[5m])'),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.domEventHandlers({ blur: (_, editor) => onRun(editor.state.doc.toString(), false) }),
    Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
    keymap.of([...completionKeymap, { key: 'Shift-Enter', run: insertNewlineAndIndent }, { key: 'Enter', run: send }, { key: 'Mod-Enter', run: send },
      ...closeBracketsKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
  ];
}
