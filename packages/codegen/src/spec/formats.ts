const DATE = String.raw`\d{4}-[01]\d-[0-3]\d`
const TIME = String.raw`[0-2]\d:[0-5]\d:[0-5]\d`

/**
 * Patterns of the text formats in the spec. Leap seconds are excluded, since hardly any parser accepts them. Formats
 * named like `yyyyMMdd` are WeChat Pay's own, in Beijing time.
 */
export const formats: Readonly<Record<string, RegExp>> = {
  'date-time': new RegExp(String.raw`^${DATE}T${TIME}(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$`),
  date: new RegExp(`^${DATE}$`),
  uri: /^[a-z][\w+.-]*:\S+$/i,
  yyyyMMdd: /^\d{4}[01]\d[0-3]\d$/,
  // Service orders may leave the time of day out.
  yyyyMMddHHmmss: /^\d{4}[01]\d[0-3]\d(?:[0-2]\d[0-5]\d[0-5]\d)?$/,
  'yyyy-MM-dd HH:mm:ss': new RegExp(`^${DATE} ${TIME}$`),
  'yyyy-MM-dd or 长期': new RegExp(`^(?:${DATE}|长期)$`),
}
