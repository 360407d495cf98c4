import type { ComponentChildren } from 'preact'
import { memo } from 'preact/compat'
import { useState } from 'preact/hooks'
import type { Attempt, AttemptSummary, Delivery, DeliverySummary, OrderRef } from '../data/api.ts'
import { isAbout } from '../data/connection.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { ladderOf, rungs } from './ladder.ts'
import { Pager, countText, usePaged } from '../parts/pager.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction, useRead } from '../data/sandbox.ts'
import { TimeNear, Until } from '../parts/times.tsx'
import { deliveryState, productName } from '../text/words.ts'

/** Maximum number of notifications on a page. */
const PAGE = 20

interface Props {
  readonly order: OrderRef | undefined
  /** The merchant's own address. */
  readonly endpoint: string | null
}

/** Notifications to the merchant with every attempt, for the chosen order or for all. */
export function Deliveries({ order, endpoint }: Props) {
  // On narrow screens the order is on another tab (see narrow.css), so the list starts unfiltered.
  const [all, setAll] = useState(() => matchMedia('(width < 1100px)').matches)
  const only = all ? undefined : order
  const deliveries = usePaged(
    `deliveries ${only?.product} ${only?.outOrderNo}`,
    PAGE,
    (api, page) => api.deliveries({ ...page, ...only }),
    (change) => isAbout(change, 'deliveries', only?.outOrderNo) || isAbout(change, 'settings'),
  )
  return (
    <section class="panel deliveries" aria-labelledby="deliveries-title" data-view="deliveries">
      <header class="panel-head">
        <h2 id="deliveries-title">
          通知投递 <span class="count">{countText(deliveries)}</span>
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
      <EndpointForm key={endpoint} url={endpoint} />
      {deliveries.items?.length === 0 ? <p class="empty">这里会出现发给商户的通知，以及每一次投递的经过。</p> : null}
      {deliveries.items?.map((delivery) => (
        <Notification key={delivery.id} delivery={delivery} />
      ))}
      <Pager {...deliveries} />
    </section>
  )
}

const Notification = memo(
  function Notification({ delivery }: { delivery: DeliverySummary }) {
    const action = useAction()
    const { attempts, nextAttemptAt } = delivery
    const { made, most, next } = ladderOf(delivery)
    return (
      <article class="delivery" data-state={delivery.state}>
        <header>
          <h3 class="mono">{delivery.eventType}</h3>
          <span class="delivery-state">{deliveryState[delivery.state]}</span>
          <p class="delivery-sub">
            <span>{productName(delivery.product)}</span>
            <span class="mono">{delivery.outOrderNo}</span>
            <span class="mono">{delivery.url ?? '未设置'}</span>
          </p>
        </header>
        <div class="ladder" role="img" aria-label={`已投递 ${made} 次，最多 ${most} 次`}>
          {rungs(delivery).map((rung, index) => (
            <i key={index} data-rung={rung} />
          ))}
        </div>
        <ol class="attempts">
          {attempts.map((attempt, index) => (
            <AttemptLine key={index} deliveryId={delivery.id} index={index} attempt={attempt} />
          ))}
          {nextAttemptAt === undefined ? null : (
            <li class="attempt-next">
              <span class="n">{next}</span>
              <TimeNear at={nextAttemptAt} />
              <span>
                <Until at={nextAttemptAt} after="后再投" passed="马上投递" />
              </span>
            </li>
          )}
        </ol>
        <Details class="plaintext" summary="解密后的内容">
          {() => <Opened id={delivery.id}>{({ plaintext }) => <Text text={plaintext} />}</Opened>}
        </Details>
        <p class="replay">
          <button
            type="button"
            class="plain"
            disabled={action.busy}
            onClick={() => action.run((api) => api.replay(delivery.id))}
          >
            重放
          </button>
          <span class="unreal">现实中不存在</span>
        </p>
        <Problem of={action} />
      </article>
    )
  },
  (before, after) => JSON.stringify(before.delivery) === JSON.stringify(after.delivery),
)

interface AttemptLineProps {
  readonly deliveryId: string
  /** Index of the attempt within the notification, from 0. */
  readonly index: number
  readonly attempt: AttemptSummary
}

function AttemptLine({ deliveryId, index, attempt }: AttemptLineProps) {
  const isAccepted = attempt.status === 200 || attempt.status === 204
  return (
    <li>
      <Details
        summary={
          <>
            <span class="n" title={attempt.replayed ? '重放，不在阶梯之内' : undefined}>
              {attempt.replayed ? '↻' : attempt.attempt}
            </span>
            <TimeNear at={attempt.at} />
            <span class="http" data-ok={isAccepted}>
              {attempt.status ?? '无应答'}
            </span>
            <span class="took">{attempt.durationMs.toLocaleString('en-US')} ms</span>
            <span class="error">{[attempt.replayed && '重放', attempt.error].filter(Boolean).join('：')}</span>
          </>
        }
      >
        {() => (
          <Opened id={deliveryId}>
            {({ attempts }) => {
              const whole = attempts[index]
              return whole === undefined ? null : <Wire attempt={whole} />
            }}
          </Opened>
        )}
      </Details>
    </li>
  )
}

/** The request and the answer of one attempt. */
function Wire({ attempt }: { attempt: Attempt }) {
  return (
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
      <Text text={attempt.requestBody} />
      {attempt.replyExcerpt ? (
        <>
          <h4>商户应答</h4>
          <pre class="mono">{attempt.replyExcerpt}</pre>
        </>
      ) : null}
    </div>
  )
}

interface DetailsProps {
  readonly class?: string
  readonly summary: ComponentChildren
  /** Renders the content, once the section is open. */
  readonly children: () => ComponentChildren
}

function Details({ class: name, summary, children }: DetailsProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class={name} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen ? children() : null}
    </details>
  )
}

/** A notification with its request and answer, which is read when the user opens it. */
function Opened({ id, children }: { id: string; children: (delivery: Delivery) => ComponentChildren }) {
  const delivery = useRead(
    `delivery ${id}`,
    (api) => api.delivery(id),
    (change) => isAbout(change, 'deliveries'),
  )
  return <>{delivery === undefined ? null : children(delivery)}</>
}

/** Indents JSON. A tampered body may not be JSON and is shown unchanged. */
function Text({ text }: { text: string }) {
  return <pre class="mono">{indented(text)}</pre>
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
