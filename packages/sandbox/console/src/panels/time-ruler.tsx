import type { Task } from '../data/api.ts'
import { DAY, HOUR, MINUTE, span, timeNear } from '../text/format.ts'
import type { Glance } from '../text/news.ts'
import { useVirtual } from '../data/virtual-time.ts'
import { dueName, happeningName, happeningTone } from '../text/words.ts'

interface Mark {
  readonly key: string
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

/** Position of the present in per cent of the width. The future gets the larger part. */
const PRESENT = 36
const reach = Math.log1p((36 * HOUR) / (10 * 1000))
/** Interval at which the marks move. */
const STEP_MS = 1_000

/**
 * Places a moment on a logarithmic scale around now, so that retries seconds ahead and deductions a day ahead fit on
 * one strip.
 */
function place(delta: number): number {
  const share = Math.min(1, Math.log1p(Math.abs(delta) / (10 * 1000)) / reach)
  return delta < 0 ? PRESENT - share * PRESENT : PRESENT + share * (100 - PRESENT)
}

interface Props {
  readonly glance: Glance
  readonly due: readonly Task[]
}

/** Past events (left, solid) and scheduled tasks (right, hollow) around the present. */
export function TimeRuler({ glance, due }: Props) {
  const now = useVirtual((instant) => Math.floor(instant / STEP_MS) * STEP_MS)
  const past = pastMarks(glance)
  return (
    <div
      class="ruler"
      role="img"
      aria-label={`时间尺：最近 ${past.length} 件事，即将到期 ${due.length} 件`}
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
          key={mark.key}
          title={`${timeNear(mark.at, now)} ${mark.label}，${span(now - mark.at)}前`}
          style={{ left: `${place(Math.min(-1, mark.at - now))}%` }}
        />
      ))}
      {due.map((task, index) => (
        <i
          class="mark due"
          data-tone={task.kind}
          key={task.id}
          title={`${timeNear(task.dueAt, now)} ${dueName(task)} ${task.outOrderNo}，${span(task.dueAt - now)}后`}
          style={{ left: `${place(Math.max(0, task.dueAt - now))}%` }}
        >
          {index === 0 ? <span class="due-name">{dueName(task)}</span> : null}
        </i>
      ))}
      <b class="present" />
    </div>
  )
}

function pastMarks({ happenings, deliveries }: Glance): readonly Mark[] {
  return [
    ...happenings.map(({ id, at, type, product, outOrderNo }) => ({
      key: String(id),
      at,
      tone: happeningTone(type),
      label: `${happeningName(type, product)} ${outOrderNo}`,
    })),
    ...deliveries.flatMap(({ id, outOrderNo, attempts }) =>
      attempts.map(({ at, status, attempt, replayed }, index) => ({
        key: `${id} ${index}`,
        at,
        tone: status !== undefined && status < 300 ? 'sent' : 'unsent',
        label: `${replayed ? '重放' : `第 ${attempt} 次`}通知 ${outOrderNo}`,
      })),
    ),
  ]
}
