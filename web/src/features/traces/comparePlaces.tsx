import { serviceTextColor } from './serviceColor';
import { formatDuration } from '../../lib/format';
import type { Column } from '../../ui/DataTable';
import classes from './ComparePage.module.css';

/** A place in the call trees of both traces; steps of the path are `service: operation`, the root first. */
export type PathDifference = { path: string[]; countA: number; countB: number; durationA: number; durationB: number; selfA: number; selfB: number };

export type Place = PathDifference & { service: string; name: string; depth: number };

export function toPlaces(differences: PathDifference[], asTree: boolean): Place[] {
  const places = differences.map((each): Place => {
    const [service = '', ...name] = (each.path.at(-1) ?? '').split(': ');
    return { ...each, service, name: name.join(': '), depth: asTree ? each.path.length - 1 : 0 };
  });
  if (!asTree) return places;
  // A parent's path is the beginning of its children's.
  const keyed = places.map((place) => ({ place, key: place.path.join('\u0001') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ place }) => place);
}

export function compareColumns(places: Place[]): Column<Place>[] {
  const largest = Math.max(1, ...places.map((place) => Math.abs(place.selfB - place.selfA)));
  const duration = (id: string, header: string, value: (place: Place) => number): Column<Place> =>
    ({ id, header, width: 96, align: 'right', mono: true, render: (place) => (value(place) === 0 ? '–' : formatDuration(value(place))), sortValue: value });
  return [
    {
      id: 'place', header: 'Service and operation', width: 380,
      render: (place) => <span style={{ paddingLeft: Math.min(place.depth, 20) * 14 }} title={place.path.join('\n')}><b style={{ color: serviceTextColor(place.service) }}>{place.service}</b> {place.name}</span>,
    },
    { id: 'difference', header: 'Difference', width: 240, sortValue: (place) => place.selfB - place.selfA, render: (place) => <Bar difference={place.selfB - place.selfA} largest={largest} /> },
    {
      id: 'count', header: 'Calls', width: 96, align: 'right', mono: true, sortValue: (place) => place.countB - place.countA,
      render: (place) => (place.countA === place.countB ? <span className={classes.same}>{place.countA}</span>
        : <b className={place.countA === 0 || place.countB === 0 ? classes.only : undefined}>{place.countA} → {place.countB}</b>),
    },
    duration('selfA', 'Its own in A', (place) => place.selfA),
    duration('selfB', 'Its own in B', (place) => place.selfB),
    duration('durationA', 'Whole in A', (place) => place.durationA),
    duration('durationB', 'Whole in B', (place) => place.durationB),
  ];
}

/** To the right what B spends more, to the left what it spends less. */
function Bar({ difference, largest }: { difference: number; largest: number }) {
  const share = (Math.abs(difference) / largest) * 50;
  return (
    <span className={classes.bar}>
      {difference !== 0 && <i data-more={difference > 0 || undefined} style={difference > 0 ? { left: '50%', width: `${share}%` } : { right: '50%', width: `${share}%` }} />}
      <em style={difference > 0 ? { right: '52%' } : { left: '52%' }}>{difference === 0 ? '=' : `${difference > 0 ? '+' : '−'}${formatDuration(Math.abs(difference))}`}</em>
    </span>
  );
}
