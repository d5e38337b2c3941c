/** What the browser keeps between two openings of a page; nothing where it keeps nothing (private windows, some files). */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`winnow:${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, text: string): void {
  try {
    localStorage.setItem(`winnow:${name}`, text);
  } catch {
    // Nothing depends on it: the page only forgets.
  }
}

/** Hears of what another tab keeps under a name. */
export function whenKeptElsewhere(name: string, hear: (text: string | null) => void): void {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === `winnow:${name}`) hear(newValue);
  });
}
