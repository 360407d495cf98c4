import { useState } from 'preact/hooks'
import type { Attempt, ControlApi, Delivery } from './api.ts'
import { span, timeNear } from './format.ts'
import { EndpointForm } from './endpoint-form.tsx'
import type { Live } from './live.ts'
import { deliveryState } from './words.ts'

/** The first try and WeChat Pay's 15 repetitions. */
const LADDER = 16

interface Props {
  readonly api: ControlApi
  readonly live: Live
  readonly deliveries: readonly Delivery[]
  readonly order: string | undefined
  /** The merchant's own address. */
  readonly endpoint: string | null
  readonly now: number
}

/** Notifications to the merchant with every attempt, of the chosen order or of all. */
export function Deliveries({ api, live, deliveries, order, endpoint, now }: Props) {
  // Where the order itself is on another tab (see narrow.css), its notifications alone would puzzle.
  const [all, setAll] = useState(() => matchMedia('(width < 1100px)').matches)
  const shown = all || order === undefined ? deliveries : deliveries.filter((each) => each.outOrderNo === order)
  return (
    <section class="panel deliveries" aria-labelledby="deliveries-title" data-view="deliveries">
      <header class="panel-head">
        <h2 id="deliveries-title">
          通知投递 <span class="count">{shown.length}</span>
        </h2>
        <div class="switch" role="group" aria-label="显示哪些通知">
          <button type="button" aria-pressed={!all} onClick={() => setAll(false)}>
            本单
          </button>
          <button type="button" aria-pressed={all} onClick={() => setAll(true)}>
            全部
          </button>
        </div>
      </header>
      <EndpointForm
        key={endpoint}
        url={endpoint}
        busy={live.busy}
        save={(url) => live.act(() => api.setEndpoint({ url }))}
      />
      {shown.length === 0 ? <p class="empty">这里会出现发给商户的通知，以及每一次投递的经过。</p> : null}
      {shown.map((delivery) => (
        <Notification
          key={delivery.id}
          delivery={delivery}
          now={now}
          busy={live.busy}
          replay={() => live.act(() => api.replay(delivery.id))}
        />
      ))}
    </section>
  )
}

interface DeliveryProps {
  readonly delivery: Delivery
  readonly now: number
  readonly busy: boolean
  readonly replay: () => void
}

function Notification({ delivery, now, busy, replay }: DeliveryProps) {
  const { attempts, nextAttemptAt } = delivery
  return (
    <article class="delivery" data-state={delivery.state}>
      <header>
        <h3 class="mono">{delivery.eventType}</h3>
        <span class="delivery-state">{deliveryState[delivery.state]}</span>
        <p class="delivery-sub">
          <span class="mono">{delivery.outOrderNo}</span>
          <span class="mono">{delivery.url ?? '未设置'}</span>
        </p>
      </header>
      <div class="ladder" role="img" aria-label={`已投递 ${attempts.length} 次，最多 ${LADDER} 次`}>
        {Array.from({ length: Math.max(LADDER, attempts.length) }, (_, index) => (
          <i key={index} data-rung={rung(attempts[index], index === attempts.length && nextAttemptAt !== undefined)} />
        ))}
      </div>
      <ol class="attempts">
        {attempts.map((attempt, index) => (
          <AttemptLine key={index} attempt={attempt} now={now} />
        ))}
        {nextAttemptAt === undefined ? null : (
          <li class="attempt-next">
            <span class="n">{attempts.length + 1}</span>
            <time>{timeNear(nextAttemptAt, now)}</time>
            <span>{nextAttemptAt > now ? `${span(nextAttemptAt - now)}后再投` : '马上投递'}</span>
          </li>
        )}
      </ol>
      <details class="plaintext">
        <summary>解密后的内容</summary>
        <pre class="mono">{indented(delivery.plaintext)}</pre>
      </details>
      <p class="replay">
        <button type="button" class="plain" disabled={busy} onClick={replay}>
          重放
        </button>
        <span class="unreal">现实中不存在</span>
      </p>
    </article>
  )
}

/** Easier to read, or as it is: a tampered body need not be JSON any more. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function rung(attempt: Attempt | undefined, next: boolean): string {
  if (attempt === undefined) return next ? 'next' : 'none'
  return accepted(attempt) ? 'ok' : 'bad'
}

function accepted({ status = 0 }: Attempt): boolean {
  return status >= 200 && status < 300
}

function AttemptLine({ attempt, now }: { attempt: Attempt; now: number }) {
  return (
    <li>
      <details>
        <summary>
          <span class="n">{attempt.attempt}</span>
          <time>{timeNear(attempt.at, now)}</time>
          <span class="http" data-ok={accepted(attempt)}>
            {attempt.status ?? '无应答'}
          </span>
          <span class="took">{attempt.durationMs.toLocaleString('en-US')} ms</span>
          <span class="error">{attempt.error ?? (attempt.replayed ? '重放' : '')}</span>
        </summary>
        <div class="wire">
          <h4>请求头</h4>
          <dl class="mono">
            {Object.entries(attempt.requestHeaders).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <h4>请求体</h4>
          <pre class="mono">{indented(attempt.requestBody)}</pre>
          {attempt.replyExcerpt ? (
            <>
              <h4>商户应答</h4>
              <pre class="mono">{attempt.replyExcerpt}</pre>
            </>
          ) : null}
        </div>
      </details>
    </li>
  )
}
