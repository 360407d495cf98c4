/** What a text of each format that the spec uses looks like. No leap seconds: hardly a parser takes them. */
export const formats: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-[01]\d-[0-3]\d$/,
  uri: /^[a-z][\w+.-]*:\S+$/i,
}
