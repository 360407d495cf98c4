/** The beginning of a text that somebody else wrote: whatever they send, a message stays readable. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`
}
