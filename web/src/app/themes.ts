/** The looks there are. */
export const themes = [
  { scheme: 'light', name: 'Light', icon: 'sun' },
  { scheme: 'dark', name: 'Dark', icon: 'moon' },
  { scheme: 'auto', name: 'As the system', icon: 'auto' },
] as const;
