import type { MapNode } from './api';
import { TypeMark, typeNames, typeOf } from '../../ui/graph/NodeShape';
import classes from './MapPage.module.css';

/** What the shapes mean; a click hides or shows one kind. */
export function Legend({ nodes, hidden, onHidden }: { nodes: MapNode[]; hidden: string[]; onHidden: (types: string[]) => void }) {
  const types = [...new Set(nodes.map((node) => node.type))].sort();
  return (
    <ul className={classes.legend}>
      {types.map((type) => (
        <li key={type}>
          <button type="button" aria-pressed={!hidden.includes(type)} onClick={() => onHidden(hidden.includes(type) ? hidden.filter((each) => each !== type) : [...hidden, type])}>
            <svg width={18} height={18} viewBox="-9 -9 18 18" aria-hidden><TypeMark type={typeOf(type)} /></svg>{typeNames[typeOf(type)]}
          </button>
        </li>
      ))}
    </ul>
  );
}
