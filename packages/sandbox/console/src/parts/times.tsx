/** Texts that change with the time. Nothing else on the page renders again when it passes. */
import { clockTime, longDate, shortDate, span, timeNear } from '../text/format.ts'
import { useVirtual } from '../data/virtual-time.ts'

/** `12:11:00`, with the date on another day. */
export function TimeNear({ at }: { at: number }) {
  return (
    <time>
      <TimeNearText at={at} />
    </time>
  )
}

/** The same as plain text inside other words. */
export function TimeNearText({ at }: { at: number }) {
  return <>{useVirtual((now) => timeNear(at, now))}</>
}

/** `2 小时后`, or `passed` after the instant. */
export function Until({ at, after = '后', passed }: { at: number; after?: string; passed: string }) {
  return <>{useVirtual((now) => (at > now ? `${span(at - now)}${after}` : passed))}</>
}

/** `2 小时 10 分` */
export function Since({ at }: { at: number }) {
  return <>{useVirtual((now) => span(now - at))}</>
}

/** The date of an instant, unless it is today. */
export function DateUnlessToday({ at }: { at: number }) {
  const date = shortDate(at)
  return useVirtual((now) => shortDate(now) === date) ? null : <small>{date}</small>
}

/** The virtual time. */
export function ClockFace() {
  return <time class="clock">{useVirtual(clockTime)}</time>
}

export function ClockDate() {
  return <>{useVirtual(longDate)}</>
}

/** Hours and minutes, as a phone shows them. */
export function HourMinute() {
  return <>{useVirtual((now) => clockTime(now).slice(0, 5))}</>
}
