import { Fragment } from 'preact'
import type { Task } from '../data/api.ts'
import { MINUTE, clockTime, shortDate, span } from '../text/format.ts'
import { DateUnlessToday, Until } from './times.tsx'
import { dueName, happeningName, happeningTone } from '../text/words.ts'

interface Props<Event> {
  readonly events: readonly Event[]
  /** Formats the details of an event as a few words. */
  readonly note: (event: Event) => string
  /** Scheduled tasks. */
  readonly due: readonly Task[]
}

/** Past events, oldest first, with the time between two of them; then scheduled tasks. */
export function Timeline<Event extends { readonly type: string; readonly at: number }>({
  events,
  note,
  due,
}: Props<Event>) {
  return (
    <ol class="timeline" aria-label="时间线">
      {events.map((event, index) => {
        const before = events[index - 1]
        return (
          <Fragment key={index}>
            {before !== undefined && event.at - before.at >= MINUTE ? (
              <li class="gap">{span(event.at - before.at)}</li>
            ) : null}
            <li class="moment" data-tone={happeningTone(event.type)}>
              <time>
                {clockTime(event.at)}
                {before === undefined ? (
                  <DateUnlessToday at={event.at} />
                ) : shortDate(event.at) === shortDate(before.at) ? null : (
                  <small>{shortDate(event.at)}</small>
                )}
              </time>
              <p>
                {happeningName(event.type)}
                <small>{note(event)}</small>
              </p>
            </li>
          </Fragment>
        )
      })}
      {due.map((task) => (
        <li class="moment due" key={task.id}>
          <time>
            {clockTime(task.dueAt)}
            <DateUnlessToday at={task.dueAt} />
          </time>
          <p>
            {dueName(task)}
            <small>
              <Until at={task.dueAt} passed="正在进行" />
            </small>
          </p>
        </li>
      ))}
    </ol>
  )
}
