/** Formats numbers and instants for people. Virtual instants are shown in GMT+8, as WeChat Pay does. */

const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const two = (value: number): string => String(value).padStart(2, '0')

/** `¥1,050.00` from an integer of fen. */
export function yuan(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100).toLocaleString('en-US')
  return `${fen < 0 ? '−' : ''}¥${whole}.${two(Math.abs(fen) % 100)}`
}

/** Parses `1050.5` yuan to fen; undefined for an invalid amount. */
export function fenOf(text: string): number | undefined {
  const [, whole, part = ''] = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(text.trim()) ?? []
  return whole === undefined ? undefined : Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** The fields of an instant in GMT+8. */
function beijing(at: number) {
  const date = new Date(at + 8 * HOUR)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: '日一二三四五六'.charAt(date.getUTCDay()),
    hour: two(date.getUTCHours()),
    minute: two(date.getUTCMinutes()),
    second: two(date.getUTCSeconds()),
  }
}

/** `12:11:00` */
export function clockTime(at: number): string {
  const { hour, minute, second } = beijing(at)
  return `${hour}:${minute}:${second}`
}

/** `2026年3月1日 周日` */
export function longDate(at: number): string {
  const { year, month, day, weekday } = beijing(at)
  return `${year}年${month}月${day}日 周${weekday}`
}

/** `3月1日` */
export function shortDate(at: number): string {
  const { month, day } = beijing(at)
  return `${month}月${day}日`
}

/** `12:11:00`, or `3月2日 12:11:00` on another day than `now`. */
export function timeNear(at: number, now: number): string {
  return shortDate(at) === shortDate(now) && Math.abs(at - now) < DAY
    ? clockTime(at)
    : `${shortDate(at)} ${clockTime(at)}`
}

/** `2 小时 10 分`: the two largest units; under a second `不到 1 秒`. */
export function span(ms: number): string {
  const units = [
    [DAY, '天'],
    [HOUR, '小时'],
    [MINUTE, '分'],
    [SECOND, '秒'],
  ] as const
  let rest = Math.abs(ms)
  const words: string[] = []
  for (const [size, name] of units) {
    const count = Math.floor(rest / size)
    if (count > 0) words.push(`${count} ${name}`)
    else if (words.length > 0) break
    if (words.length === 2) break
    rest -= count * size
  }
  return words.join(' ') || '不到 1 秒'
}

/** Formats wire times (`yyyyMMddHHmmss`, `yyyyMMdd` or `OnAccept`) for people. */
export function wireTime(value: string): string {
  if (value === 'OnAccept') return '用户确认时开始'
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(value) ?? []
  if (year === undefined) return value
  const date = `${year}-${month}-${day}`
  return hour === undefined ? date : `${date} ${hour}:${minute}:${second}`
}
