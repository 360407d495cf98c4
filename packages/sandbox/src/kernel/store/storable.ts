/** PostgreSQL's text has no NUL character: nothing with one in it can have been stored. */
export function isStorable(text: string): boolean {
  return !text.includes('\0')
}
