/** Levels from the worst to the least, as bars are stacked and legends listed. */
export const levels = ['fatal', 'critical', 'error', 'warn', 'warning', 'info', 'debug', 'trace', 'unknown'];

const colors: Record<string, string> = {
  fatal: '#b3267a', critical: '#b3267a', error: 'var(--bad)', warn: 'var(--star)', warning: 'var(--star)', info: 'var(--logs)',
  debug: '#8b8fc4', trace: '#b3b6d0', unknown: 'var(--text-faint)',
};

export const levelColor = (level: string): string => colors[level] ?? 'var(--text-faint)';

export const byLevel = (a: string, b: string): number => place(a) - place(b) || a.localeCompare(b);

const place = (level: string): number => (levels.includes(level) ? levels.indexOf(level) : levels.length);
