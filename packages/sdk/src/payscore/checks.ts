/** Whether a value is unset in one of the ways of WeChat Pay and JSON. */
export function isUnset(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === ''
}

/** Whether a text has at most `max` characters. A Chinese character counts as one, like a letter. */
export function fits(text: string, max: number): boolean {
  // A text never has more characters than code units.
  return text.length <= max || Array.from(text).length <= max
}
