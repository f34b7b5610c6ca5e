import { monaco } from '../../ui/monaco';
import type { SqlSchema } from './api';
import { suggest } from './completion';

export const languageId = 'almagest-sql';

// Until the schema has come, and for words it does not list: enough to colour a first query.
const coreKeywords = ['SELECT', 'FROM', 'WHERE', 'GROUP BY', 'ORDER BY', 'LIMIT', 'AS', 'AND', 'OR', 'NOT', 'IN', 'WITH', 'JOIN', 'ON', 'INTERVAL', 'DESC', 'ASC'];

let schema: SqlSchema | undefined;

monaco.languages.register({ id: languageId });
monaco.languages.setLanguageConfiguration(languageId, {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [['(', ')'], ['[', ']'], ['{', '}']],
  autoClosingPairs: [{ open: '(', close: ')' }, { open: '[', close: ']' }, { open: '{', close: '}' }, { open: "'", close: "'", notIn: ['string', 'comment'] }],
  surroundingPairs: [{ open: '(', close: ')' }, { open: "'", close: "'" }, { open: '"', close: '"' }, { open: '`', close: '`' }],
});
monaco.languages.registerCompletionItemProvider(languageId, {
  triggerCharacters: ['.', ' '],
  provideCompletionItems: (model, position) => suggest(model, position, schema),
});
colour([]);

/** Gives the language the names there are: for colours, completion and hints. */
export function teach(known: SqlSchema): void {
  if (schema === known) return;
  schema = known;
  colour(known.keywords);
}

function colour(keywords: string[]): void {
  const words = [...new Set([...coreKeywords, ...keywords].flatMap((keyword) => keyword.toLowerCase().split(' ')))];
  monaco.languages.setMonarchTokensProvider(languageId, {
    ignoreCase: true,
    keywords: words,
    tokenizer: {
      root: [
        [/--.*$/, 'comment'],
        [/\/\*/, 'comment', '@comment'],
        [/'/, 'string', '@string'],
        [/["`](?:[^"`\\]|\\.)*["`]/, 'column'],
        [/\{\s*\w+\s*:\s*[^{}]+\}/, 'parameter'],
        [/\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b|\b0x[\da-f]+\b/, 'number'],
        // A word before an opening bracket is a function, unless it is a keyword such as IN.
        [/[a-z_]\w*(?=\s*\()/, { cases: { '@keywords': 'keyword', '@default': 'function' } }],
        [/[a-z_]\w*/, { cases: { '@keywords': 'keyword', '@default': 'column' } }],
        [/[()[\]{}]/, '@brackets'],
        [/[=<>!+\-*/%|:?.,;]+/, 'operator'],
      ],
      comment: [[/[^*]+/, 'comment'], [/\*\//, 'comment', '@pop'], [/\*/, 'comment']],
      string: [[/[^'\\]+/, 'string'], [/\\./, 'string'], [/''/, 'string'], [/'/, 'string', '@pop']],
    },
  });
}
