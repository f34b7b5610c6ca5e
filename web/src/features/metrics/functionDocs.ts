import { hoverTooltip } from '@codemirror/view';
import { aggregateOpTerms, functionIdentifierTerms } from '@prometheus-io/codemirror-promql/dist/esm/complete/promql.terms';

const docs = new Map([...functionIdentifierTerms, ...aggregateOpTerms].map((term) => [term.label, term]));

/** Under the pointer, what a function or an aggregation does. */
export const functionDocs = hoverTooltip((view, position) => {
  const word = view.state.wordAt(position);
  const term = word && docs.get(view.state.sliceDoc(word.from, word.to));
  if (!word || !term) return null;
  return {
    pos: word.from,
    end: word.to,
    above: true,
    create: () => {
      const dom = document.createElement('div');
      dom.style.cssText = 'padding:8px 12px;max-width:360px;font-size:12.5px';
      const name = document.createElement('b');
      name.textContent = `${term.label} `;
      dom.append(name, `${term.detail ?? ''}: ${String(term.info ?? '')}`);
      return { dom };
    },
  };
});
