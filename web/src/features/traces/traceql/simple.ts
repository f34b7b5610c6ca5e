import { quoted } from './write';

/** A comparison, as the form shows it. */
export type Condition = { field: string; operator: string; value: string; /** Whether the value stands in quotes. */ text: boolean };

/** What the form can show: conditions that must all hold of one span. */
export type FormQuery = { service: string; operation: string; status: string; minDuration: string; maxDuration: string; others: Condition[] };

export const emptyForm: FormQuery = { service: '', operation: '', status: '', minDuration: '', maxDuration: '', others: [] };

const token = /\s*(?:(&&)|("(?:[^"\\]|\\.)*"|`[^`]*`)|(!=|=~|!~|>=|<=|=|>|<)|([A-Za-z_.][\w.:/-]*(?:"(?:[^"\\]|\\.)*")?[\w.:/-]*)|(-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d)?)+))/y;

/** Reads a query that the form can show; undefined when it says more, such as `>>` or `|`. */
export function readForm(query: string): FormQuery | undefined {
  const text = query.trim();
  if (text === '' || /^\{\s*(true)?\s*\}$/.test(text)) return emptyForm;
  const inner = /^\{([\s\S]*)\}$/.exec(text)?.[1];
  const conditions = inner === undefined ? undefined : readConditions(inner);
  return conditions && place(conditions);
}

function readConditions(text: string): Condition[] | undefined {
  const tokens: { kind: 'and' | 'text' | 'operator' | 'name' | 'number'; text: string }[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, and, quote, operator, name, number] = match;
    tokens.push(and ? { kind: 'and', text: and } : quote ? { kind: 'text', text: quote } : operator ? { kind: 'operator', text: operator }
      : name ? { kind: 'name', text: name } : { kind: 'number', text: number ?? '' });
  }
  const conditions: Condition[] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [field, operator, value, and] = tokens.slice(at, at + 4);
    if (field?.kind !== 'name' || operator?.kind !== 'operator' || !value || value.kind === 'operator' || value.kind === 'and') return undefined;
    if (and ? and.kind !== 'and' || at + 4 === tokens.length : at + 3 !== tokens.length) return undefined;
    conditions.push({ field: field.text, operator: operator.text, value: value.kind === 'text' ? unquote(value.text) : value.text, text: value.kind === 'text' });
  }
  return conditions;
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}

/** Puts each condition where the form shows it; a second one for the same place goes to the others. */
function place(conditions: Condition[]): FormQuery {
  const form: FormQuery = { ...emptyForm, others: [] };
  for (const condition of conditions) {
    const { field, operator, value } = condition;
    const slot = operator === '=' && (field === 'resource.service.name' || field === '.service.name') ? 'service' : operator === '=' && (field === 'name' || field === 'span:name') ? 'operation'
      : operator === '=' && (field === 'status' || field === 'span:status') ? 'status' : operator === '>=' && field === 'duration' ? 'minDuration' : operator === '<=' && field === 'duration' ? 'maxDuration' : undefined;
    if (slot && form[slot] === '') form[slot] = value;
    else form.others.push(condition);
  }
  return form;
}

/** The query of a form; empty when nothing is asked. */
export function writeForm({ service, operation, status, minDuration, maxDuration, others }: FormQuery): string {
  const conditions = [
    service && `resource.service.name = ${quoted(service)}`, operation && `name = ${quoted(operation)}`, status && `status = ${status}`,
    minDuration && `duration >= ${duration(minDuration)}`, maxDuration && `duration <= ${duration(maxDuration)}`,
    ...others.filter(({ field, value }) => field !== '' && value !== '').map(({ field, operator, value, text }) => `${field} ${operator} ${text ? quoted(value) : value}`),
  ].filter(Boolean);
  return conditions.length === 0 ? '' : `{ ${conditions.join(' && ')} }`;
}

/** A bare number means milliseconds: that is what people type. */
const duration = (text: string): string => (/^\d+(\.\d+)?$/.test(text.trim()) ? `${text.trim()}ms` : text.trim());

/** The query of an address written before queries stood in it as a whole. */
export function fromOldAddress(search: URLSearchParams): string {
  const text = (name: string) => search.get(name) ?? '';
  const fields = writeForm({
    service: text('service'), operation: text('operation'), status: text('status'), minDuration: text('minDuration'), maxDuration: text('maxDuration'),
    others: search.getAll('tag').flatMap((tag) => {
      const [key = '', ...value] = tag.split(':');
      return key === '' || value.length === 0 ? [] : [{ field: `.${key}`, operator: '=', value: value.join(':'), text: true }];
    }),
  });
  const query = text('q');
  return fields === '' ? query : query === '' ? fields : `${fields} && ${query}`;
}
