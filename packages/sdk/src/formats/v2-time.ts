/**
 * Converts a time of APIv2, `20260301100003` or `2026-03-01 10:00:03`, from Beijing time to RFC 3339.
 *
 * @returns an empty text for any other format
 */
export function readV2Time(text: string | undefined): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/.exec(text ?? '') ?? []
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`
  return Number.isNaN(Date.parse(time)) ? '' : time
}
