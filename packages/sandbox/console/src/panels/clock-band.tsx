import type { ClockReading, Task } from '../data/api.ts'
import { DAY, HOUR, MINUTE } from '../text/format.ts'
import { Problem } from '../parts/problem.tsx'
import { type Action, useAction } from '../data/sandbox.ts'
import { TimeRuler } from './time-ruler.tsx'
import type { Glance } from '../text/news.ts'
import { ClockDate, ClockFace, TimeNearText, Until } from '../parts/times.tsx'
import { useVirtual } from '../data/virtual-time.ts'
import { dueName } from '../text/words.ts'

const steps = [
  { ms: MINUTE, name: '1 分' },
  { ms: 15 * MINUTE, name: '15 分' },
  { ms: HOUR, name: '1 小时' },
  { ms: DAY, name: '1 天' },
  { ms: 30 * DAY, name: '30 天' },
] as const

interface Props {
  readonly clock: ClockReading
  /** The latest events and deliveries. */
  readonly glance: Glance
  /** Scheduled tasks, soonest first. */
  readonly due: readonly Task[]
}

/** The bar at the top: the virtual time, the events around it, and the controls that move it. */
export function ClockBand({ clock, glance, due }: Props) {
  const action = useAction()
  return (
    <section class="band" aria-label="虚拟时钟">
      <div class="band-time">
        <ClockFace />
        <p class="clock-date">
          <ClockDate />
          <span>北京时间</span>
        </p>
      </div>
      <TimeRuler glance={glance} due={due} />
      <div class="band-controls">
        <button
          type="button"
          class="run"
          aria-pressed={!clock.frozen}
          onClick={() => action.run((api) => (clock.frozen ? api.resume() : api.freeze()))}
        >
          <i aria-hidden="true" />
          {clock.frozen ? '已冻结' : '走时中'}
        </button>
        <div class="steps" role="group" aria-label="拨快时钟">
          {steps.map(({ ms, name }) => (
            <button type="button" key={ms} disabled={action.busy} onClick={() => action.run((api) => api.advance(ms))}>
              <span class="plus">+</span>
              {name}
            </button>
          ))}
        </div>
        {clock.move === undefined ? <NextDue due={due} action={action} /> : <Move now={clock.now} move={clock.move} />}
        <Problem of={action} />
      </div>
    </section>
  )
}

/** The next scheduled task, with a button that moves the clock to it. */
function NextDue({ due, action }: { due: readonly Task[]; action: Action }) {
  const task = due[useVirtual((now) => due.findIndex(({ dueAt }) => dueAt > now))]
  if (task === undefined) return <p class="next-due none">没有等待到期的事</p>
  return (
    <button
      type="button"
      class="next-due"
      disabled={action.busy}
      onClick={() => action.run((api) => api.moveTo(task.dueAt))}
    >
      <span class="next-what">下一件：{dueName(task)}</span>
      <span class="next-when">
        <TimeNearText at={task.dueAt} /> · <Until at={task.dueAt} passed="现在" />
      </span>
    </button>
  )
}

/** The progress of a move, with a button that stops it. */
function Move({ now, move: { from, target, stopping } }: { now: number; move: NonNullable<ClockReading['move']> }) {
  const action = useAction()
  return (
    <div class="next-due move">
      <progress aria-label="快进" max={target - from} value={now - from} />
      <span class="next-when">
        快进到 <TimeNearText at={target} />
      </span>
      <button type="button" disabled={stopping} onClick={() => action.run((api) => api.stopMoves())}>
        {stopping ? '正在停下' : '停在这里'}
      </button>
      <Problem of={action} />
    </div>
  )
}
