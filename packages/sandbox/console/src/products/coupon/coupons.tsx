import { useState } from 'preact/hooks'
import { isAbout } from '../../data/connection.ts'
import { fenOf, yuan } from '../../text/format.ts'
import { Pager, countText, usePaged } from '../../parts/pager.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useAction } from '../../data/sandbox.ts'
import { CouponChip, StatePie, StockChip, couponLook, stockLook } from '../../parts/state-chip.tsx'
import { TimeNear } from '../../parts/times.tsx'

/** Maximum number of rows on a page. */
const PAGE = 10

/** The merchant's coupons and their stocks, with a form that gives the user one. */
export function Coupons() {
  return (
    <section class="panel balances coupons" aria-labelledby="coupons-title" data-view="faults">
      <h2 id="coupons-title">代金券</h2>
      <Give />
      <CouponList />
      <StockList />
    </section>
  )
}

function Give() {
  const action = useAction()
  const [text, setText] = useState('')
  const [kind, setKind] = useState('CASH')
  const amount = fenOf(text)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (amount !== undefined) action.run((api) => api.giveCoupon({ amount, noCash: kind === 'NOCASH' }))
      }}
    >
      <select aria-label="哪种代金券" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
        <option value="CASH">预充值</option>
        <option value="NOCASH">免充值</option>
      </select>
      <input
        type="text"
        inputMode="decimal"
        required
        aria-label="面额，元"
        placeholder="元，如 3.00"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="plain" disabled={action.busy || amount === undefined || amount === 0}>
        给用户一张
      </button>
      <Problem of={action} />
    </form>
  )
}

function CouponList() {
  const coupons = usePaged(
    'coupons',
    PAGE,
    (api, page) => api.coupons(page),
    (change) => isAbout(change, 'coupons'),
  )
  if (!coupons.items?.length && coupons.page === 0) return null
  return (
    <>
      <h3>
        券 <span class="count">{countText(coupons)}</span>
      </h3>
      <ol class="order-list" aria-label="券">
        {coupons.items?.map(({ coupon_id, rule, openid, state, changedAt }) => (
          <li key={coupon_id}>
            <div class="order-row">
              <StatePie state={couponLook[state]} />
              <span class="order-what">{rule.name}</span>
              <span class="order-amount">{yuan(rule.coupon_amount)}</span>
              <span class="order-no mono" title={`用户 ${openid}`}>
                {coupon_id}
              </span>
              <span class="order-state">
                <CouponChip state={state} />
                <TimeNear at={changedAt} />
              </span>
            </div>
          </li>
        ))}
      </ol>
      <Pager {...coupons} />
    </>
  )
}

function StockList() {
  const stocks = usePaged(
    'stocks',
    PAGE,
    (api, page) => api.stocks(page),
    (change) => isAbout(change, 'coupons'),
  )
  if (!stocks.items?.length && stocks.page === 0) return null
  return (
    <>
      <h3>
        批次 <span class="count">{countText(stocks)}</span>
      </h3>
      <ol class="order-list" aria-label="批次">
        {stocks.items?.map(({ stock_id, terms, state, sent, used, locked, changedAt }) => (
          <li key={stock_id}>
            <div class="order-row">
              <StatePie state={stockLook[state]} />
              <span class="order-what">
                {terms.rule.name} 发 {sent} 用 {used}
              </span>
              <span class="order-amount">{terms.rule.no_cash ? '免充值' : `锁 ${yuan(locked)}`}</span>
              <span class="order-no mono">{stock_id}</span>
              <span class="order-state">
                <StockChip state={state} />
                <TimeNear at={changedAt} />
              </span>
            </div>
          </li>
        ))}
      </ol>
      <Pager {...stocks} />
    </>
  )
}
