import { parser } from '@grafana/lezer-logql';
import { LRLanguage } from '@codemirror/language';
import type { CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { styleTags, tags } from '@lezer/highlight';

/** LogQL with Grafana's own grammar. */
export const logqlLanguage = LRLanguage.define({
  name: 'logql',
  parser: parser.configure({
    props: [styleTags({
      LineComment: tags.comment, Identifier: tags.labelName, String: tags.string, Number: tags.number, Duration: tags.number, Bytes: tags.number,
      'Json Logfmt Unpack Pattern Regexp Unwrap LabelFormat LineFormat Decolorize Drop Keep By Without And Or Unless Offset Bool On Ignoring GroupLeft GroupRight': tags.keyword,
      'Sum Avg Count Max Min Stddev Stdvar Bottomk Topk Sort Sort_Desc LabelReplace Vector RangeOp': tags.function(tags.variableName),
      'Eq Neq Re Nre PipeExact PipeMatch PipePattern Npa Pipe Gtr Gte Lss Lte Eql Add Sub Mul Div Mod Pow': tags.operator,
      '⚠': tags.invalid,
    })],
  }),
  languageData: { closeBrackets: { brackets: ['(', '[', '{', '"', '`'] }, commentTokens: { line: '#' } },
});

export type LogqlCatalog = { labels: () => Promise<string[]>; values: (label: string) => Promise<string[]>; fields: () => Promise<string[]> };

const stages = [
  ['json', 'members of JSON as labels'], ['logfmt', 'key=value pairs as labels'], ['pattern ', 'labels from a pattern'], ['regexp ', 'labels from named groups'], ['unpack', 'packed labels'],
  ['line_format ', 'write the line anew'], ['label_format ', 'write labels anew'], ['drop ', 'without labels'], ['keep ', 'only labels'], ['decolorize', 'without colour codes'], ['unwrap ', 'a label as number'],
];
const functions = ['rate', 'count_over_time', 'bytes_rate', 'bytes_over_time', 'sum_over_time', 'avg_over_time', 'min_over_time', 'max_over_time', 'quantile_over_time', 'first_over_time',
  'last_over_time', 'absent_over_time', 'stddev_over_time', 'sum', 'avg', 'min', 'max', 'count', 'topk', 'bottomk', 'sort', 'sort_desc', 'label_replace', 'vector'];

/** Completes labels and their values inside of a selector, stages and fields behind a pipe, functions elsewhere. */
export function logqlCompletion(catalog: LogqlCatalog): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.state.sliceDoc(0, context.pos);
    const selector = /\{([^{}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*("(?:[^"\\]|\\.)*)?$/.exec(before);
    if (selector) return inSelector(context, before, catalog);
    const stage = context.matchBefore(/\|\s*\w*/);
    if (stage) return inPipeline(stage, catalog);
    const word = context.matchBefore(/\w+/);
    if (!word && !context.explicit) return null;
    return { from: word?.from ?? context.pos, options: functions.map((label) => ({ label, type: 'function', apply: `${label}(` })), validFor: /^\w*$/ };
  };
}

async function inSelector(context: CompletionContext, before: string, catalog: LogqlCatalog): Promise<CompletionResult | null> {
  const value = /([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*("?)([^"]*)$/.exec(before);
  if (value) {
    const [, label = '', quote, typed = ''] = value;
    const closed = context.state.sliceDoc(context.pos, context.pos + 1) === '"';
    const options = (await catalog.values(label)).map((each) => {
      const text = JSON.stringify(each).slice(1, -1);
      return { label: each, apply: quote === '"' ? `${text}${closed ? '' : '"'}` : `"${text}"` };
    });
    return { from: context.pos - typed.length, options, validFor: /^[^"]*$/ };
  }
  const word = context.matchBefore(/\w*/);
  return { from: word?.from ?? context.pos, options: (await catalog.labels()).map((label) => ({ label, apply: `${label}=`, type: 'property' })), validFor: /^\w*$/ };
}

async function inPipeline(stage: { from: number; text: string }, catalog: LogqlCatalog): Promise<CompletionResult> {
  const typed = /\w*$/.exec(stage.text)?.[0] ?? '';
  const fields = await catalog.fields();
  return {
    from: stage.from + stage.text.length - typed.length,
    options: [
      ...stages.map(([label = '', detail]) => ({ label: label.trim(), apply: label, detail, type: 'keyword', boost: 1 })),
      ...fields.map((name) => ({ label: name, apply: `${name}=`, type: 'property' })),
    ],
    validFor: /^\w*$/,
  };
}
