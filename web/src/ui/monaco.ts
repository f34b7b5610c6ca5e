// The editor without its 80 languages and their services: only what editing a query needs. Everything here is one lazily loaded chunk.
import 'monaco-editor/features/bracketMatching/register.js';
import 'monaco-editor/features/caretOperations/register.js';
import 'monaco-editor/features/clipboard/register.js';
import 'monaco-editor/features/codeEditor/register.js';
import 'monaco-editor/features/codicon/register.js';
import 'monaco-editor/features/comment/register.js';
import 'monaco-editor/features/contextmenu/register.js';
import 'monaco-editor/features/cursorUndo/register.js';
import 'monaco-editor/features/find/register.js';
import 'monaco-editor/features/gotoError/register.js';
import 'monaco-editor/features/hover/register.js';
import 'monaco-editor/features/linesOperations/register.js';
import 'monaco-editor/features/multicursor/register.js';
import 'monaco-editor/features/placeholderText/register.js';
import 'monaco-editor/features/smartSelect/register.js';
import 'monaco-editor/features/snippet/register.js';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/wordHighlighter/register.js';
import 'monaco-editor/features/wordOperations/register.js';
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

monaco.editor.defineTheme('almagest-light', {
  base: 'vs', inherit: true,
  rules: [
    { token: 'keyword', foreground: '4b47c4', fontStyle: 'bold' }, { token: 'function', foreground: '0f7f78' }, { token: 'string', foreground: '9a5b00' },
    { token: 'number', foreground: 'b0326b' }, { token: 'comment', foreground: '83839f', fontStyle: 'italic' }, { token: 'type', foreground: '7a3fb0' },
    { token: 'parameter', foreground: 'b0326b' }, { token: 'column', foreground: '1d1d33' },
  ],
  colors: {
    'editor.background': '#ffffff', 'editor.foreground': '#1d1d33', 'editorLineNumber.foreground': '#b5b5cb', 'editorLineNumber.activeForeground': '#5a5a78',
    'editor.lineHighlightBackground': '#f6f6fb', 'editor.selectionBackground': '#dcdbf8', 'editorCursor.foreground': '#4b47c4', 'editorWidget.background': '#ffffff',
    'editorSuggestWidget.selectedBackground': '#ecebfb', 'editorSuggestWidget.selectedForeground': '#1d1d33',
    'editorSuggestWidget.highlightForeground': '#4b47c4', 'editorSuggestWidget.focusHighlightForeground': '#4b47c4', 'editorSuggestWidget.border': '#d3d3e3',
    'focusBorder': '#00000000',
  },
});
monaco.editor.defineTheme('almagest-dark', {
  base: 'vs-dark', inherit: true,
  rules: [
    { token: 'keyword', foreground: 'a5a1ff', fontStyle: 'bold' }, { token: 'function', foreground: '5fd6ca' }, { token: 'string', foreground: 'f5c46b' },
    { token: 'number', foreground: 'f29ac0' }, { token: 'comment', foreground: '6d7094', fontStyle: 'italic' }, { token: 'type', foreground: 'c59bf0' },
    { token: 'parameter', foreground: 'f29ac0' }, { token: 'column', foreground: 'e8e8f4' },
  ],
  colors: {
    'editor.background': '#141526', 'editor.foreground': '#e8e8f4', 'editorLineNumber.foreground': '#454868', 'editorLineNumber.activeForeground': '#a5a6c4',
    'editor.lineHighlightBackground': '#191b30', 'editor.selectionBackground': '#37358a', 'editorCursor.foreground': '#f5b942', 'editorWidget.background': '#1b1c31',
    'editorWidget.border': '#343654', 'editorSuggestWidget.selectedBackground': '#2c2b62', 'editorSuggestWidget.selectedForeground': '#ffffff',
    'editorSuggestWidget.highlightForeground': '#f5b942', 'editorSuggestWidget.focusHighlightForeground': '#f5b942',
    'focusBorder': '#00000000',
  },
});

/** What every editor of ours starts with. */
export const editorOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fixedOverflowWidgets: true,
  fontFamily: "'JetBrains Mono', monospace",
  fontSize: 13,
  lineHeight: 21,
  lineNumbersMinChars: 3,
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  padding: { top: 12, bottom: 12 },
  quickSuggestions: true,
  renderLineHighlight: 'line',
  scrollBeyondLastLine: false,
  scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9, alwaysConsumeMouseWheel: false },
  tabSize: 2,
  wordBasedSuggestions: 'off',
  wordWrap: 'on',
};

export { monaco };
