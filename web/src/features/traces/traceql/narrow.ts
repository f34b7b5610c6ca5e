import { readForm } from './simple';

/** The query with one more condition that a span must fulfil: inside the braces where there is one plain set, else as a set joined to it. */
export function narrow(query: string, condition: string): string {
  const text = query.trim();
  if (text === '' || /^\{\s*(true)?\s*\}$/.test(text)) return `{ ${condition} }`;
  if (readForm(text)) return `${text.slice(0, text.lastIndexOf('}')).trimEnd()} && ${condition} }`;
  return text.includes('|') ? `{ ${condition} } && (${text})` : `(${text}) && { ${condition} }`;
}
