import type { Snapshot, Task } from './api.ts'
import { DAY, HOUR, MINUTE, span, timeNear } from './format.ts'
import { dueName, eventName, eventTone } from './words.ts'

interface Mark {
  readonly at: number
  readonly tone: string
  readonly label: string
}

const ticks = [
  [-DAY, '−1 天'],
  [-HOUR, '−1 小时'],
  [-MINUTE, '−1 分'],
  [MINUTE, '+1 分'],
  [15 * MINUTE, '+15 分'],
  [HOUR, '+1 小时'],
  [6 * HOUR, '+6 小时'],
  [DAY, '+1 天'],
] as const

/** Where the present stands, in per cent of the width: the future gets the larger part. */
const PRESENT = 36
const reach = Math.log1p((36 * HOUR) / (10 * 1000))

/** A logarithmic scale to both sides of now: retries seconds ahead and deductions a day ahead fit on one strip. */
function place(delta: number): number {
  const share = Math.min(1, Math.log1p(Math.abs(delta) / (10 * 1000)) / reach)
  return delta < 0 ? PRESENT - share * PRESENT : PRESENT + share * (100 - PRESENT)
}

interface Props {
  readonly snapshot: Snapshot
  readonly due: readonly Task[]
  readonly now: number
}

/** What has happened (left, solid) and what is due (right, hollow), drawn around the present. */
export function TimeRuler({ snapshot, due, now }: Props) {
  const past: Mark[] = [
    ...snapshot.orders.flatMap((order) =>
      order.events.map((event) => ({
        at: event.at,
        tone: eventTone[event.type],
        label: `${eventName[event.type]} ${order.out_order_no}`,
      })),
    ),
    ...snapshot.deliveries.flatMap((delivery) =>
      delivery.attempts.map((attempt) => ({
        at: attempt.at,
        tone: attempt.status !== undefined && attempt.status < 300 ? 'sent' : 'unsent',
        label: `第 ${attempt.attempt} 次通知 ${delivery.outOrderNo}`,
      })),
    ),
  ]
  const coming = due.map((task) => ({
    at: task.dueAt,
    tone: task.kind,
    name: dueName(task),
    label: `${dueName(task)} ${task.outOrderNo}`,
  }))
  return (
    <div
      class="ruler"
      role="img"
      aria-label={`时间尺：过去 ${past.length} 件事，未来 ${due.length} 件事到期`}
      style={{ '--present': `${PRESENT}%` }}
    >
      {ticks.map(([delta, name]) => (
        <span class="tick" key={delta} style={{ left: `${place(delta)}%` }}>
          {name}
        </span>
      ))}
      {past.map((mark) => (
        <i
          class="mark past"
          data-tone={mark.tone}
          key={`${mark.at}${mark.label}`}
          title={`${timeNear(mark.at, now)} ${mark.label}，${span(now - mark.at)}前`}
          style={{ left: `${place(Math.min(-1, mark.at - now))}%` }}
        />
      ))}
      {coming.map((mark, index) => (
        <i
          class="mark due"
          data-tone={mark.tone}
          key={`${mark.at}${mark.label}`}
          title={`${timeNear(mark.at, now)} ${mark.label}，${span(mark.at - now)}后`}
          style={{ left: `${place(Math.max(0, mark.at - now))}%` }}
        >
          {index === 0 ? <span class="due-name">{mark.name}</span> : null}
        </i>
      ))}
      <b class="present" />
    </div>
  )
}
