import type { Language } from './question';

/** What of a line matches a query, as one expression with the matches to mark; undefined when nothing of the text is asked for. */
export function highlightOf(language: Language, q: string): RegExp | undefined {
  const texts = language === 'logql' ? ofLogql(q) : ofSearch(q);
  if (texts.length === 0) return undefined;
  try {
    return new RegExp(`(?:${texts.join('|')})`, language === 'logql' ? 'g' : 'gi');
  } catch {
    // An expression of RE2 that browsers do not know: the lines are right, only nothing is marked.
    return undefined;
  }
}

/** The text cut into pieces; every second one, beginning with the second, is a match. */
export function pieces(text: string, expression: RegExp | undefined): string[] {
  if (!expression) return [text];
  const found: string[] = [];
  let end = 0;
  for (const match of text.matchAll(expression)) {
    if (match[0] === '') continue;
    found.push(text.slice(end, match.index), match[0]);
    end = match.index + match[0].length;
    if (found.length > 400) break;
  }
  return [...found, text.slice(end)];
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function ofLogql(q: string): string[] {
  const texts: string[] = [];
  for (const [, operator, quotedText, raw] of q.matchAll(/(\|=|\|~|\bor)\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g)) {
    const text = raw ?? unquote(quotedText ?? '');
    if (text !== '') texts.push(operator === '|~' ? text.replace(/^\(\?i\)/, '') : escape(text));
  }
  return texts;
}

function unquote(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    // Go knows escapes that JSON does not.
    return text.replace(/\\(.)/g, '$1');
  }
}

/** Words, phrases and expressions that are looked for in the line itself. */
function ofSearch(q: string): string[] {
  const texts: string[] = [];
  const clause = /(-|!|NOT\s+)?(?:([\w.@-]+):)?(?:"((?:[^"\\]|\\.)*)"|\/((?:[^/\\]|\\.)+)\/|((?:[^\s()"\\:]|\\.)+))/g;
  for (const [, not, field, phrase, expression, word] of q.matchAll(clause)) {
    if (not !== undefined || (field !== undefined && !['message', 'msg', 'body'].includes(field))) continue;
    if (expression !== undefined) texts.push(expression);
    else if (phrase !== undefined) texts.push(phrase.split(/\s+/).filter(Boolean).map(escape).join('[^A-Za-z0-9]+'));
    else if (word !== undefined && !['AND', 'OR', 'NOT', '&&', '||'].includes(word) && !/[[\]{}<>]/.test(word)) texts.push(wordText(word));
  }
  return texts.filter((text) => text !== '' && text !== '\\S*');
}

function wordText(word: string): string {
  const text = word.replace(/^[+]/, '').replace(/\\(.)|([*?])|([^\\*?]+)/g, (_, escaped?: string, wild?: string, rest?: string) =>
    escaped !== undefined ? escape(escaped) : wild === '*' ? '\\S*' : wild === '?' ? '\\S' : escape(rest ?? ''));
  return text === '' ? '' : `${/^\w/.test(text) ? '(?<![A-Za-z0-9])' : ''}${text}${/[A-Za-z0-9]$/.test(text) ? '(?![A-Za-z0-9])' : ''}`;
}
