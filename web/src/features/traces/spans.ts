import type { Span } from './api';

/** Places of the spans that are not below a closed one. Spans stand in the order of the tree, so what is deeper follows. */
export function visibleSpans(spans: Span[], closed: ReadonlySet<number>): number[] {
  const visible: number[] = [];
  let hiddenBelow = Infinity;
  spans.forEach((span, index) => {
    if (span.depth > hiddenBelow) return;
    hiddenBelow = closed.has(index) ? span.depth : Infinity;
    visible.push(index);
  });
  return visible;
}

/** Whether the service, the name or an attribute of a span holds the text. */
export function matchesSpan(span: Span, text: string): boolean {
  const wanted = text.toLowerCase();
  return [span.service, span.name, span.statusMessage, ...span.attributes.flatMap(({ key, value }) => [`${key}=${value}`])].some((each) => each.toLowerCase().includes(wanted));
}
