/** The documents of this version that are worth reading here, in order; the files lie in the repository's docs folder. */
const files = import.meta.glob<string>('../../../../docs/*.md', { query: '?raw', import: 'default' });

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1, -'.md'.length);

const titles: Record<string, string> = {
  sql: 'SQL', otlp: 'OTLP', logql: 'LogQL', traceql: 'TraceQL', 'promql-engine': 'PromQL engine', 'promql-language': 'PromQL language', 'logs-ingest': 'Log ingest',
};

export const docNames = Object.keys(files).map((path) => {
  const name = nameOf(path);
  const words = name.replaceAll('-', ' ');
  return { name, title: titles[name] ?? words.charAt(0).toUpperCase() + words.slice(1), load: files[path] };
});
