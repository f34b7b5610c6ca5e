/** Reads a value this browser remembers. Text of an older form, or a browser that keeps nothing, gives the fallback. */
export function recall<T>(key: string, fallback: T, isValid: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isValid(value) ? value : fallback;
  } catch {
    // Unreadable text or no storage: a convenience is lost, nothing else.
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the page works without memory.
  }
}
