import { useState } from 'preact/hooks'
import type { Balance } from '../../data/api.ts'
import { isAbout } from '../../data/connection.ts'
import { fenOf, yuan } from '../../text/format.ts'
import { Problem } from '../../parts/problem.tsx'
import { useAction, useRead } from '../../data/sandbox.ts'
import { accountName } from '../../text/words.ts'

/** Kinds of changes that move money. */
const movers = ['balances', 'orders', 'payments', 'refunds'] as const

/** The merchant's balances, with forms to top them up and to set them. */
export function Balances() {
  const action = useAction()
  const balances = useRead(
    'balances',
    (api) => api.balances(),
    (change) => movers.some((part) => isAbout(change, part)),
  )
  const [account, setAccount] = useState<Balance['account']>('BASIC')
  const [text, setText] = useState('')
  const amount = fenOf(text)
  const pending = (balances ?? []).reduce((sum, balance) => sum + balance.pending, 0)
  return (
    <section class="panel balances" aria-labelledby="balances-title" data-view="faults">
      <h2 id="balances-title">账户资金</h2>
      <dl>
        {balances?.map((balance) => (
          <div key={balance.account}>
            <dt>{accountName[balance.account]}</dt>
            <dd>
              {yuan(balance.available)}
              {balance.pending === 0 ? null : <small>待结算 {yuan(balance.pending)}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (amount !== undefined) action.run((api) => api.topUp({ account, amount }))
        }}
      >
        <select
          aria-label="哪个账户"
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value as Balance['account'])}
        >
          {Object.entries(accountName).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <input
          type="text"
          inputMode="decimal"
          required
          aria-label="金额，元"
          placeholder="元，如 100.00"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="plain" disabled={action.busy || amount === undefined || amount === 0}>
          充值
        </button>
        <button
          type="button"
          class="plain"
          disabled={action.busy || amount === undefined}
          onClick={() => {
            if (amount !== undefined) action.run((api) => api.setBalance({ account, available: amount }))
          }}
        >
          设为余额
        </button>
      </form>
      {pending === 0 ? null : (
        <button type="button" class="plain" disabled={action.busy} onClick={() => action.run((api) => api.settle())}>
          立即结算
        </button>
      )}
      <Problem of={action} />
    </section>
  )
}
