import type { ControlApi, Snapshot, Task } from './api.ts'
import { DAY, HOUR, MINUTE, clockTime, longDate, span, timeNear } from './format.ts'
import type { Live } from './live.ts'
import { TimeRuler } from './time-ruler.tsx'
import { dueName } from './words.ts'

const steps = [
  { ms: MINUTE, name: '1 分' },
  { ms: 15 * MINUTE, name: '15 分' },
  { ms: HOUR, name: '1 小时' },
  { ms: DAY, name: '1 天' },
] as const

interface Props {
  readonly api: ControlApi
  readonly live: Live
  readonly snapshot: Snapshot
  readonly due: readonly Task[]
  readonly now: number
}

/** The instrument at the top: the virtual time, what lies around it, and the ways to move it. */
export function ClockBand({ api, live, snapshot, due, now }: Props) {
  const { clock } = snapshot
  const next = due.find((task) => task.dueAt > now)
  return (
    <section class="band" aria-label="虚拟时钟">
      <div class="band-time">
        <time class="clock" dateTime={new Date(now).toISOString()}>
          {clockTime(now)}
        </time>
        <p class="clock-date">
          {longDate(now)}
          <span>北京时间</span>
        </p>
      </div>
      <TimeRuler snapshot={snapshot} due={due} now={now} />
      <div class="band-controls">
        <button
          type="button"
          class="run"
          aria-pressed={!clock.frozen}
          onClick={() => live.act(() => (clock.frozen ? api.resume() : api.freeze()))}
        >
          <i aria-hidden="true" />
          {clock.frozen ? '已冻结' : '走时中'}
        </button>
        <div class="steps" role="group" aria-label="拨快时钟">
          {steps.map(({ ms, name }) => (
            <button type="button" key={ms} disabled={live.busy} onClick={() => live.act(() => api.advance(ms))}>
              <span class="plus">+</span>
              {name}
            </button>
          ))}
        </div>
        <NextDue task={next} now={now} busy={live.busy} jump={(instant) => live.act(() => api.moveTo(instant))} />
      </div>
    </section>
  )
}

interface NextDueProps {
  readonly task: Task | undefined
  readonly now: number
  readonly busy: boolean
  readonly jump: (instant: number) => void
}

/** The next thing that happens by itself, and the way there. */
function NextDue({ task, now, busy, jump }: NextDueProps) {
  if (task === undefined) return <p class="next-due none">没有等待到期的事</p>
  return (
    <button type="button" class="next-due" disabled={busy} onClick={() => jump(task.dueAt)}>
      <span class="next-what">下一件：{dueName(task)}</span>
      <span class="next-when">
        {timeNear(task.dueAt, now)} · {span(task.dueAt - now)}后
      </span>
    </button>
  )
}
