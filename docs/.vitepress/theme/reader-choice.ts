/** Keeps what a reader chose for the next page and visit. Where the browser forbids it, the choice ends with the page. */
export function keepChoice(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // The reader blocks storage: nothing can be kept.
  }
}

/** @returns null if nothing was chosen, or the browser forbids to keep it */
export function keptChoice(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
