import { useEffect } from 'react';
import { useSchema } from './api';
import { languageId, teach } from './language';
import CodeEditor from '../../ui/CodeEditor';
import type { CodeEditorProps } from '../../ui/CodeEditor';

/** The editor with our SQL: a chunk of its own, loaded with the page's first editor. */
export default function SqlEditor(props: Omit<CodeEditorProps, 'language'>) {
  const { data } = useSchema();
  useEffect(() => {
    if (data) teach(data);
  }, [data]);
  return <CodeEditor {...props} language={languageId} />;
}
