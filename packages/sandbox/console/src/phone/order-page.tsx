import type { FunctionComponent } from 'preact'
import type { OrderState, OrderView } from '../data/api.ts'
import { clockTime, longDate, wireTime, yuan } from '../text/format.ts'
import { Problem } from '../parts/problem.tsx'
import type { Action } from '../data/sandbox.ts'
import { Since } from '../parts/times.tsx'
import { Cell, Cells } from './cells.tsx'

interface Props {
  readonly order: OrderView
  /** The state of the command that the buttons run. */
  readonly action: Action
  readonly confirm: () => void
  readonly decline: () => void
  readonly pay: () => void
}

const pages: Readonly<Record<OrderState, FunctionComponent<Props>>> = {
  CREATED: ConfirmPage,
  USER_ACCEPTED: RunningPage,
  FINISHED: DuePage,
  USER_PAID: PaidPage,
  REVOKED: ({ order }) => <ClosedPage order={order} title="订单已取消" note="没有产生任何费用" />,
  EXPIRED: ({ order }) => <ClosedPage order={order} title="订单已过期" note="超过一小时未确认，请在商户处重新下单" />,
}

/** Picks the page for the order's state. */
export function OrderPage(props: Props) {
  const Page = pages[props.order.state]
  return <Page {...props} />
}

function ConfirmPage({ order, action, confirm, decline }: Props) {
  const { create } = order
  return (
    <div class="page confirm">
      <Service order={order} />
      <Cells title="服务信息">
        <Cell name="开始时间">{wireTime(create.service_start_time)}</Cell>
        <Cell name="预计结束">
          {create.service_end_time === undefined ? undefined : wireTime(create.service_end_time)}
        </Cell>
        <Cell name="开始地点">{create.service_start_location}</Cell>
        <Cell name="结束地点">{create.service_end_location}</Cell>
      </Cells>
      <Cells title="计费规则">
        {create.fees.map((fee) => (
          <Cell key={fee.fee_name} name={fee.fee_name}>
            {fee.fee_desc ?? (fee.fee_amount === undefined ? '' : yuan(fee.fee_amount))}
          </Cell>
        ))}
        {create.discounts.map((discount) => (
          <Cell key={discount.discount_name} name={discount.discount_name}>
            <em>{discount.discount_desc}</em>
          </Cell>
        ))}
        <Cell name="风险金额">
          <strong>{yuan(create.risk_amount)}</strong>
          <small>最高扣款金额，以实际费用为准</small>
        </Cell>
      </Cells>
      <footer class="actions">
        <Problem of={action} />
        {order.packageToken === undefined ? (
          <p class="hint">你已离开确认页，等商户重新拉起</p>
        ) : (
          <>
            <p class="hint">确认后即开始服务，结束后自动扣款</p>
            <button type="button" class="go" disabled={action.busy} onClick={confirm}>
              确认订单
            </button>
            <button type="button" class="no" disabled={action.busy} onClick={decline}>
              取消
            </button>
          </>
        )}
      </footer>
    </div>
  )
}

function RunningPage({ order }: Props) {
  const since = order.acceptedAt ?? order.createdAt
  return (
    <div class="page running">
      <div class="hero">
        <i class="pulse" aria-hidden="true" />
        <p class="hero-title">服务进行中</p>
        <p class="hero-figure">
          <Since at={since} />
        </p>
      </div>
      <Service order={order} />
      <Cells title="服务信息">
        <Cell name="开始时间">{wireTime(order.resolvedStartTime ?? order.create.service_start_time)}</Cell>
        <Cell name="开始地点">{order.create.service_start_location}</Cell>
        {order.create.fees.map((fee) => (
          <Cell key={fee.fee_name} name={fee.fee_name}>
            {fee.fee_desc ?? (fee.fee_amount === undefined ? '' : yuan(fee.fee_amount))}
          </Cell>
        ))}
      </Cells>
      <p class="hint">归还后由商户完结，费用自动扣除</p>
    </div>
  )
}

function DuePage({ order, action, pay }: Props) {
  const total = order.complete?.total_amount ?? 0
  const failed = order.events.findLast((event) => event.type === 'deduction_failed')
  if (total === 0) return <ClosedPage order={order} title="服务已结束" note="本次服务免费，无需支付" />
  return (
    <div class="page due">
      <div class="hero">
        <p class="hero-title">待支付</p>
        <p class="hero-figure">{yuan(total)}</p>
        <p class="hero-note">
          {failed === undefined ? '正在自动扣款' : `${clockTime(failed.at).slice(0, 5)} 自动扣款未成功`}
        </p>
      </div>
      <Bill order={order} />
      <footer class="actions">
        <Problem of={action} />
        <button type="button" class="go" disabled={action.busy} onClick={pay}>
          去支付
        </button>
      </footer>
    </div>
  )
}

function PaidPage({ order }: Props) {
  const synced = order.pay_type === 'MchChannelPayType'
  const byUser = order.events.some(({ type, detail }) => type === 'paid' && detail?.by === 'user')
  return (
    <div class="page paid">
      <div class="hero">
        <i class="tick-mark" aria-hidden="true" />
        <p class="hero-title">{synced ? '已在商户处付款' : '支付成功'}</p>
        <p class="hero-figure">{yuan(order.complete?.total_amount ?? 0)}</p>
      </div>
      <Bill order={order} />
      <Cells title="支付信息">
        <Cell name="支付时间">
          {order.paidAt === undefined ? undefined : `${longDate(order.paidAt)} ${clockTime(order.paidAt)}`}
        </Cell>
        <Cell name="支付方式">{synced ? '商户渠道' : byUser ? '主动支付' : '自动扣款'}</Cell>
        <Cell name="交易单号">
          {order.finish_transaction_id === undefined ? undefined : (
            <span class="mono">{order.finish_transaction_id}</span>
          )}
        </Cell>
      </Cells>
    </div>
  )
}

function ClosedPage({ order, title, note }: { order: OrderView; title: string; note: string }) {
  return (
    <div class="page closed">
      <div class="hero">
        <i class="dash-mark" aria-hidden="true" />
        <p class="hero-title">{title}</p>
        <p class="hero-note">{note}</p>
      </div>
      <Service order={order} />
    </div>
  )
}

function Service({ order }: { order: OrderView }) {
  const { service_introduction: introduction } = order.create
  return (
    <div class="service">
      <span class="avatar" aria-hidden="true">
        {introduction.slice(0, 1)}
      </span>
      <p>
        <b>{introduction}</b>
        <span>商户号 {order.mchid}</span>
      </p>
    </div>
  )
}

function Bill({ order }: { order: OrderView }) {
  const { fees = [], discounts = [] } = order.complete ?? {}
  return (
    <Cells title={order.create.service_introduction}>
      {fees.map((fee) => (
        <Cell key={fee.fee_name} name={fee.fee_name}>
          {yuan(fee.fee_amount ?? 0)}
        </Cell>
      ))}
      {discounts.map((discount) => (
        <Cell key={discount.discount_name} name={discount.discount_name}>
          <em>{yuan(-(discount.discount_amount ?? 0))}</em>
        </Cell>
      ))}
      <Cell name="结束地点">{order.complete?.real_service_end_location}</Cell>
    </Cells>
  )
}
