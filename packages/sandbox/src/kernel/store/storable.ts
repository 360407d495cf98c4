/** PostgreSQL's text cannot contain NUL, so a text with NUL cannot have been stored. */
export function isStorable(text: string): boolean {
  return !text.includes('\0')
}
