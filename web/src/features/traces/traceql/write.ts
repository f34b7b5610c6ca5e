/** A text as TraceQL writes it. */
export const quoted = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;

const plainName = /^[A-Za-z_][\w.:/-]*$/;

/** `span.http.route`; names with blanks and the like are quoted. */
export const attributeName = (scope: string, key: string): string => `${scope}.${plainName.test(key) ? key : quoted(key)}`;

/** A condition for spans that have the attribute with this value; numbers and truth values are compared as such. */
export function conditionOf(scope: string, { key, value, type }: { key: string; value: string; type: string }): string {
  const literal = (type === 'i' || type === 'd') && /^-?\d+(\.\d+)?$/.test(value) ? value : type === 'b' && (value === 'true' || value === 'false') ? value : quoted(value);
  return `${attributeName(scope, key)} = ${literal}`;
}
