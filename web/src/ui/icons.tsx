/** Our icons: strokes on a grid of 24, one path each. */
const paths = {
  home: 'M4 11.5 12 4l8 7.500M6.500 9.500V20h11V9.500M10 20v-5.500h4V20',
  live: 'M3 12h4l2.500-7 5 14 2.500-7h4',
  sql: 'M5 6c0-1.660 3.130-3 7-3s7 1.340 7 3-3.130 3-7 3-7-1.340-7-3Zm0 0v12c0 1.660 3.130 3 7 3s7-1.340 7-3V6M5 12c0 1.660 3.130 3 7 3s7-1.340 7-3',
  metrics: 'M4 20V4M4 20h16M8 15l3.500-4 3 2.500L20 7',
  logs: 'M5 6h14M5 10.500h9M5 15h14M5 19.500h6',
  traces: 'M4 6h9M8 11h10M11 16h4M15 20h5M4 6v0M8 11v0',
  target: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 8.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7ZM12 2v4M12 18v4M2 12h4M18 12h4',
  services: 'M12 3.500l7.500 4.200v8.600L12 20.500l-7.500-4.200V7.700ZM12 12l7.500-4.300M12 12v8.500M12 12 4.500 7.700',
  map: 'M5 5.500h5v4H5ZM14 10h5v4h-5ZM5 15h5v4H5ZM10 7.500h2.500v4.500H14M12.500 12v5H10',
  docs: 'M6 4h9l4 4v12H6ZM14.500 4v4.500H19M9 13h7M9 16.500h5',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM16 16l4.500 4.500',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z',
  auto: 'M12 3.500a8.500 8.500 0 1 1 0 17ZM12 3.500a8.500 8.500 0 1 0 0 17',
  clock: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17ZM12 7.500V12l3 2',
  refresh: 'M20 5v5h-5M4 19v-5h5M19.300 10A8 8 0 0 0 5.600 7.400M4.700 14a8 8 0 0 0 13.700 2.600',
  down: 'M6 9.500l6 6 6-6',
  up: 'M6 14.500l6-6 6 6',
  left: 'M14.500 6l-6 6 6 6',
  right: 'M9.500 6l6 6-6 6',
  zoomOut: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM16 16l4.500 4.500M8 11h6',
  play: 'M7 4.500v15l12-7.500Z',
  pause: 'M8 5v14M16 5v14',
  stop: 'M6.500 6.500h11v11h-11Z',
  copy: 'M9 9h11v11H9ZM15 9V4H4v11h5',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  cross: 'M6 6l12 12M18 6 6 18',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  download: 'M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14',
  history: 'M4 5v4.500h4.500M4.600 9.500A8 8 0 1 1 4 13.500M12 8v4.500l3 1.500',
  table: 'M4 5h16v14H4ZM4 10h16M10 10v9',
  chart: 'M5 20V11M10 20V5M15 20v-6M20 20V8',
  column: 'M8 4v16M16 4v16',
  warning: 'M12 4 2.500 20h19ZM12 10v4.500M12 17.200v.3',
  tenant: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  wrap: 'M4 6h16M4 12h12.500a3 3 0 0 1 0 6H12M14.500 15.500 12 18l2.500 2.500M4 18h4',
  star: 'M12 4l2.400 5.100 5.600.700-4.100 3.800 1.100 5.500L12 16.400 7 19.100l1.100-5.500L4 9.800l5.600-.700Z',
  format: 'M5 6h14M9 10.500h10M9 15h10M5 19.500h14',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d={paths[name]} />
    </svg>
  );
}

/** The mark of Almagest: a star of four rays with two companions, as catalogues draw a bright one. */
export function StarMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <path d="M16 2c1.100 8.600 5 12.800 14 14-9 1.200-12.900 5.400-14 14-1.100-8.600-5-12.800-14-14 9-1.200 12.900-5.400 14-14Z" fill="var(--star)" />
      <circle cx="26.500" cy="5.500" r="1.900" fill="var(--accent)" />
      <circle cx="5.500" cy="26.500" r="1.400" fill="var(--accent)" />
    </svg>
  );
}
