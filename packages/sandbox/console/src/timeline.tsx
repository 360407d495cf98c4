import { Fragment } from 'preact'
import type { OrderView, Task } from './api.ts'
import { MINUTE, clockTime, shortDate, span } from './format.ts'
import { dueName, eventName, eventNote, eventTone } from './words.ts'

interface Props {
  readonly order: OrderView
  /** What will happen to this order by itself. */
  readonly due: readonly Task[]
  readonly now: number
}

/** The order's life, oldest first, with the silence between two events written out; then what is to come. */
export function Timeline({ order, due, now }: Props) {
  const { events } = order
  return (
    <ol class="timeline" aria-label="时间线">
      {events.map((event, index) => {
        const before = events[index - 1]
        const newDay =
          before === undefined ? shortDate(event.at) !== shortDate(now) : shortDate(event.at) !== shortDate(before.at)
        return (
          <Fragment key={index}>
            {before !== undefined && event.at - before.at >= MINUTE ? (
              <li class="gap">{span(event.at - before.at)}</li>
            ) : null}
            <li class="moment" data-tone={eventTone[event.type]}>
              <time>
                {clockTime(event.at)}
                {newDay ? <small>{shortDate(event.at)}</small> : null}
              </time>
              <p>
                {eventName[event.type]}
                <small>{eventNote(event)}</small>
              </p>
            </li>
          </Fragment>
        )
      })}
      {due.map((task) => (
        <li class="moment due" key={`${task.kind}${task.dueAt}`}>
          <time>
            {clockTime(task.dueAt)}
            {shortDate(task.dueAt) === shortDate(now) ? null : <small>{shortDate(task.dueAt)}</small>}
          </time>
          <p>
            {dueName(task)}
            <small>{task.dueAt > now ? `${span(task.dueAt - now)}后` : '正在进行'}</small>
          </p>
        </li>
      ))}
    </ol>
  )
}
