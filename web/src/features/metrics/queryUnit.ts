import { LanguageType, promQLLanguage } from '@prometheus-io/codemirror-promql';
import type { SyntaxNode } from '@lezer/common';
import { unitOf } from './units';
import type { Unit } from './units';

/** What a part of a query gives: a unit, a bare number that takes the other side's, or nothing one could tell. */
type Meaning = Unit | 'number' | undefined;
type Context = { text: string; told: (name: string) => string };

const count: Unit = { of: 'count', perSecond: false };
const moment: Unit = { of: 'moment', perSecond: false };
const secondsUnit: Unit = { of: 'seconds', perSecond: false };

const perSecondFunctions = new Set(['rate', 'irate', 'deriv', 'histogram_sum']);
const countFunctions = new Set(['count_over_time', 'changes', 'resets', 'histogram_count', 'absent', 'absent_over_time', 'present_over_time']);
const keepingFunctions = new Set([
  'increase', 'delta', 'idelta', 'abs', 'ceil', 'floor', 'round', 'clamp', 'clamp_min', 'clamp_max', 'sort', 'sort_desc', 'sort_by_label', 'sort_by_label_desc', 'scalar', 'vector',
  'label_replace', 'label_join', 'predict_linear', 'holt_winters', 'double_exponential_smoothing', 'histogram_quantile', 'histogram_avg', 'histogram_stddev',
  'avg_over_time', 'min_over_time', 'max_over_time', 'sum_over_time', 'last_over_time', 'first_over_time', 'quantile_over_time', 'stddev_over_time', 'mad_over_time',
]);
const quantiles = new Set(['histogram_quantile', 'histogram_avg', 'histogram_stddev']);
const keepingAggregations = new Set(['sum', 'avg', 'min', 'max', 'topk', 'bottomk', 'quantile', 'stddev', 'limitk', 'limit_ratio']);
const parser = promQLLanguage(LanguageType.PromQL).parser;

/** The unit of what a query gives, by the units of its metrics and what is done with them. Undefined where that does not follow. */
export function unitOfQuery(text: string, told: (name: string) => string): Unit | undefined {
  const top = parser.parse(text).topNode.firstChild;
  const meaning = top ? meaningOf(top, { text, told }) : undefined;
  return meaning === 'number' ? undefined : meaning;
}

/** The names of the metrics a query asks for, where it names them. */
export function metricsOf(text: string): string[] {
  const found = new Set<string>();
  parser.parse(text).iterate({ enter: ({ name, node }) => {
    const metric = name === 'VectorSelector' ? nameOf(node, text) : '';
    if (metric !== '') found.add(metric);
  } });
  return [...found];
}

function nameOf(node: SyntaxNode, text: string): string {
  const quoted = node.getChild('LabelMatchers')?.getChild('QuotedLabelName');
  const plain = node.getChild('Identifier');
  return plain ? text.slice(plain.from, plain.to) : quoted ? text.slice(quoted.from + 1, quoted.to - 1) : '';
}

function meaningOf(node: SyntaxNode, context: Context): Meaning {
  switch (node.name) {
    case 'NumberDurationLiteral': return 'number';
    case 'VectorSelector': return ofSelector(node, context);
    case 'FunctionCall': return ofFunction(node, context);
    case 'AggregateExpr': return ofAggregation(node, context);
    case 'BinaryExpr': return ofBinary(node, context);
    case 'UnaryExpr': return node.lastChild ? meaningOf(node.lastChild, context) : undefined;
    case 'ParenExpr': case 'MatrixSelector': case 'SubqueryExpr': case 'OffsetExpr': case 'StepInvariantExpr':
      return node.firstChild ? meaningOf(node.firstChild, context) : undefined;
    default: return undefined;
  }
}

const textOf = (node: SyntaxNode | null, { text }: Context): string => (node ? text.slice(node.from, node.to) : '');

function ofSelector(node: SyntaxNode, context: Context): Meaning {
  const name = nameOf(node, context.text);
  return name === '' ? undefined : unitOf(name, context.told(name));
}

/** The first argument that is neither a number nor a text. */
function argumentOf(node: SyntaxNode): SyntaxNode | undefined {
  const body = node.getChild('FunctionCallBody');
  for (let child = body?.firstChild; child; child = child.nextSibling) if (child.name !== 'NumberDurationLiteral' && child.name !== 'StringLiteral') return child;
  return undefined;
}

function ofFunction(node: SyntaxNode, context: Context): Meaning {
  const name = textOf(node.getChild('FunctionIdentifier'), context);
  if (name === 'time' || name === 'timestamp') return moment;
  if (name === 'histogram_fraction') return { of: 'ratio', perSecond: false };
  if (countFunctions.has(name)) return name === 'histogram_count' ? { ...count, perSecond: true } : count;
  const argument = argumentOf(node);
  if (quantiles.has(name)) return argument && ofHistogram(argument, context);
  const inner = argument && meaningOf(argument, context);
  if (inner === undefined || inner === 'number') return inner;
  if (perSecondFunctions.has(name)) return inner.perSecond || inner.of === 'moment' ? undefined : { ...inner, perSecond: true };
  return keepingFunctions.has(name) ? inner : undefined;
}

/** What a histogram measures, however it was summed up and made a rate: `le` and the name of its metric tell. */
function ofHistogram(node: SyntaxNode, context: Context): Meaning {
  let found: Meaning;
  node.cursor().iterate((part) => {
    if (found !== undefined || part.name !== 'VectorSelector') return;
    const name = nameOf(part.node, context.text).replace(/_bucket$/, '');
    if (name !== '') found = unitOf(name, context.told(name));
  });
  return found;
}

function ofAggregation(node: SyntaxNode, context: Context): Meaning {
  const name = textOf(node.getChild('AggregateOp'), context);
  if (name === 'count' || name === 'count_values') return count;
  const body = node.getChild('FunctionCallBody')?.lastChild;
  return keepingAggregations.has(name) && body ? meaningOf(body, context) : undefined;
}

function ofBinary(node: SyntaxNode, context: Context): Meaning {
  const [left, right] = [node.firstChild, node.lastChild];
  const operator = textOf(left?.nextSibling ?? null, context);
  if (!left || !right) return undefined;
  const [a, b] = [meaningOf(left, context), meaningOf(right, context)];
  if (operator === '/') return divided(a, b);
  if (operator === '*') return multiplied(a, b) ?? multiplied(b, a);
  if (operator === '+' || operator === '-') return added(a, b, operator);
  if (/^(?:[<>]=?|==|!=)$/.test(operator)) return node.getChild('BoolModifier') ? undefined : a;
  return /^(?:and|unless|or)$/i.test(operator) ? a ?? b : undefined;
}

function added(a: Meaning, b: Meaning, operator: string): Meaning {
  if (a === 'number') return b;
  if (b === 'number') return a;
  if (!a || !b || a.of !== b.of || a.perSecond !== b.perSecond) return undefined;
  return a.of === 'moment' && operator === '-' ? secondsUnit : a;
}

function divided(a: Meaning, b: Meaning): Meaning {
  if (!a || !b || a === 'number' || b === 'number' || (b.perSecond && !a.perSecond)) return undefined;
  const perSecond = a.perSecond && !b.perSecond;
  if (a.of === b.of) return perSecond ? undefined : { of: 'ratio', perSecond };
  return b.of === 'count' ? { of: a.of, perSecond } : undefined;
}

/** A number changes what the unit is, except a hundred, which makes percent of a ratio; a ratio scales. */
function multiplied(a: Meaning, b: Meaning): Meaning {
  if (!a || a === 'number' || !b) return undefined;
  if (b === 'number') return a.of === 'ratio' ? { of: 'percent', perSecond: a.perSecond } : undefined;
  return b.of === 'ratio' && !b.perSecond ? a : undefined;
}
