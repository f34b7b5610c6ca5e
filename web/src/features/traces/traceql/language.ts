import { LanguageSupport, StreamLanguage } from '@codemirror/language';
import type { StreamParser } from '@codemirror/language';

export const intrinsics: [string, string][] = [
  ['duration', 'how long the span took'], ['name', 'operation'], ['status', 'error, ok or unset'], ['statusMessage', 'what the outcome says'], ['kind', 'server, client, producer, consumer, internal'],
  ['rootName', 'operation of the root span'], ['rootServiceName', 'service of the root span'], ['traceDuration', 'length of the whole trace'], ['childCount', 'spans directly below'],
  ['parent', 'the span above'], ['event:name', 'name of an event'], ['event:timeSinceStart', 'when an event happened'], ['link:traceID', 'trace of a link'], ['link:spanID', 'span of a link'],
  ['trace:id', 'id of the trace'], ['span:id', 'id of the span'], ['span:parentID', 'id of the span above'], ['trace:duration', 'length of the whole trace'], ['trace:rootName', 'operation of the root span'],
  ['trace:rootService', 'service of the root span'], ['instrumentation:name', 'instrumentation scope'], ['instrumentation:version', 'version of the scope'],
];

export const scopes: [string, string][] = [
  ['span.', 'attributes of the span'], ['resource.', 'attributes of what sent it'], ['event.', 'attributes of events'], ['link.', 'attributes of links'], ['parent.', 'attributes of the span above'],
];

export const stages: [string, string][] = [
  ['count()', 'number of spans'], ['avg()', 'mean of a field'], ['max()', 'largest'], ['min()', 'smallest'], ['sum()', 'sum'], ['select()', 'fields to show'], ['by()', 'sets by value'], ['coalesce()', 'one set again'],
];

const words = new Set(['true', 'false', 'nil', 'error', 'ok', 'unset', 'server', 'client', 'producer', 'consumer', 'internal', 'unspecified']);
const functions = new Set(['count', 'avg', 'max', 'min', 'sum', 'select', 'by', 'coalesce', 'rate', 'count_over_time', 'quantile_over_time', 'histogram_over_time', 'compare', 'topk', 'bottomk', 'with',
  'min_over_time', 'max_over_time', 'avg_over_time', 'sum_over_time']);
const fields = new Set(intrinsics.map(([word]) => word));

const parser: StreamParser<null> = {
  name: 'traceql',
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^`[^`]*`?/)) return 'string';
    if (stream.match(/^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d)?)+/)) return 'number';
    if (stream.match(/^(?:span|resource|event|link|parent|instrumentation)?\.[\w.:/-]+/)) return 'labelName';
    const name = stream.match(/^[A-Za-z_][\w:.]*/) as RegExpMatchArray | null;
    if (name) return functions.has(name[0]) ? 'keyword' : words.has(name[0]) ? 'number' : fields.has(name[0]) ? 'keyword' : 'labelName';
    if (stream.match(/^(?:&>>|&<<|&>|&<|&~|!>>|!<<|!~|>>|<<|&&|\|\||=~|!=|>=|<=|[=<>~|!+*/%^-])/)) return 'operator';
    if (stream.match(/^[{}]/)) return 'brace';
    if (stream.match(/^[()]/)) return 'paren';
    stream.next();
    return null;
  },
};

export const traceql = (): LanguageSupport => new LanguageSupport(StreamLanguage.define(parser));
