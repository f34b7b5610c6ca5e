import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { editorOptions, monaco } from './monaco';

/** A place in the text with what is wrong there; both from 1. */
export type EditorMark = { line: number; column: number; message: string };

export type CodeEditorProps = {
  /** A language registered with the editor. */
  language: string;
  value: string;
  onChange: (value: string) => void;
  /** Ctrl-Enter or ⌘Enter, with the text as it stands: `value` lags behind what was typed until the page is drawn. */
  onRun: (value: string) => void;
  marks?: EditorMark[];
  label: string;
  placeholder?: string;
};

/** The code editor. Load it lazily: it is larger than the rest of the application together. */
export default function CodeEditor({ language, value, onChange, onRun, marks, label, placeholder }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);
  const handlers = useRef({ onChange, onRun });
  handlers.current = { onChange, onRun };
  // What was typed and has not come back as value yet: typing is faster than rendering, and an old value must not undo a new letter.
  const typed = useRef<string[]>([]);
  const scheme = useComputedColorScheme();

  useEffect(() => {
    if (!host.current) return undefined;
    const created = monaco.editor.create(host.current, { ...editorOptions, value, language, ariaLabel: label, placeholder });
    editor.current = created;
    // One colour for all brackets: by depth they would outshine the words.
    created.getModel()?.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
    created.onDidChangeModelContent(() => {
      typed.current.push(created.getValue());
      handlers.current.onChange(created.getValue());
    });
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => handlers.current.onRun(created.getValue()));
    return () => {
      created.getModel()?.dispose();
      created.dispose();
    };
    // The value is the first text only; later ones come by the effect below, so that typing does not build the editor anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language, label, placeholder]);

  useEffect(() => {
    const known = typed.current.lastIndexOf(value);
    typed.current = known < 0 ? [] : typed.current.slice(known + 1);
    if (known >= 0) return;
    const model = editor.current?.getModel();
    // Through the undo stack: a query chosen from the history can be undone.
    if (editor.current && model && model.getValue() !== value) editor.current.executeEdits('set', [{ range: model.getFullModelRange(), text: value }]);
  }, [value]);

  useEffect(() => {
    monaco.editor.setTheme(scheme === 'dark' ? 'almagest-dark' : 'almagest-light');
  }, [scheme]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (model) monaco.editor.setModelMarkers(model, 'answer', (marks ?? []).map((mark) => toMarker(model, mark)));
  }, [marks]);

  return <div ref={host} style={{ height: '100%' }} />;
}

function toMarker(model: monaco.editor.ITextModel, mark: EditorMark): monaco.editor.IMarkerData {
  const line = Math.min(mark.line, model.getLineCount());
  const word = model.getWordAtPosition({ lineNumber: line, column: mark.column });
  return {
    severity: monaco.MarkerSeverity.Error, message: mark.message, startLineNumber: line, endLineNumber: line,
    startColumn: word?.startColumn ?? mark.column, endColumn: word?.endColumn ?? mark.column + 1,
  };
}
