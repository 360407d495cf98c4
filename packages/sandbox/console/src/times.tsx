/** Texts that change as time passes: nothing else on the page is drawn again when it does. */
import { clockTime, longDate, shortDate, span, timeNear } from './format.ts'
import { useVirtual } from './virtual-time.ts'

/** `12:11:00`, with its date when that is not today's. */
export function TimeNear({ at }: { at: number }) {
  return (
    <time>
      <TimeNearText at={at} />
    </time>
  )
}

/** The same inside other words. */
export function TimeNearText({ at }: { at: number }) {
  return <>{useVirtual((now) => timeNear(at, now))}</>
}

/** `2 小时后`, or `passed` once it is. */
export function Until({ at, after = '后', passed }: { at: number; after?: string; passed: string }) {
  return <>{useVirtual((now) => (at > now ? `${span(at - now)}${after}` : passed))}</>
}

/** `2 小时 10 分` */
export function Since({ at }: { at: number }) {
  return <>{useVirtual((now) => span(now - at))}</>
}

/** The date of an instant, unless it is today's. */
export function DateUnlessToday({ at }: { at: number }) {
  const date = shortDate(at)
  return useVirtual((now) => shortDate(now) === date) ? null : <small>{date}</small>
}

/** The virtual time itself. */
export function ClockFace() {
  return <time class="clock">{useVirtual(clockTime)}</time>
}

export function ClockDate() {
  return <>{useVirtual(longDate)}</>
}

/** Hours and minutes, as on a phone. */
export function HourMinute() {
  return <>{useVirtual((now) => clockTime(now).slice(0, 5))}</>
}
