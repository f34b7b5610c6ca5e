import classes from './Welcome.module.css';

/** Ursa Major as the old catalogue lists it: x, y, and brightness as radius. */
const stars: [number, number, number][] = [
  [40, 66, 4.2], [104, 44, 4], [150, 62, 3.8], [204, 74, 3], [222, 124, 3.6], [300, 128, 4.4], [306, 62, 4.8],
];
const lines = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6], [6, 3]] as const;

// Faint stars at places that look strewn, the same at every visit.
const faint = Array.from({ length: 46 }, (_, n) => [(n * 137.5) % 360, (n * 61.8) % 170, 0.5 + ((n * 7) % 5) / 5] as const);

export function Constellation() {
  return (
    <svg className={classes.constellation} viewBox="0 0 360 170" aria-hidden>
      {faint.map(([x, y, r]) => <circle key={`${x} ${y}`} cx={x} cy={y} r={r} className={classes.faint} />)}
      {lines.map(([a, b]) => <line key={`${a} ${b}`} x1={stars[a]?.[0]} y1={stars[a]?.[1]} x2={stars[b]?.[0]} y2={stars[b]?.[1]} className={classes.line} />)}
      {stars.map(([x, y, r], n) => (
        <path key={x} className={classes.star} style={{ animationDelay: `${n * 0.45}s` }} transform={`translate(${x} ${y}) scale(${r / 4})`}
          d="M0-13C.8-4 3-.8 13 0 3 .8.8 4 0 13-.8 4-3 .8-13 0-3-.8-.8-4 0-13Z" />
      ))}
    </svg>
  );
}
