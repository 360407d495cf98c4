import { useState } from 'preact/hooks'
import type { ControlApi, OrderView, Snapshot } from './api.ts'
import { ClockBand } from './clock-band.tsx'
import { comingUp } from './coming-up.ts'
import { Deliveries } from './deliveries.tsx'
import { Faults } from './faults.tsx'
import { Keys } from './keys.tsx'
import { type Live, useLive, useVirtualNow } from './live.ts'
import { OrderDetail } from './order-detail.tsx'
import { Orders } from './orders.tsx'
import { Phone } from './phone/phone.tsx'
import { Requests } from './requests.tsx'
import { ResetButton } from './reset-button.tsx'
import { Welcome } from './welcome.tsx'

/** On a narrow screen one of these is shown at a time; on a wide one all of them are. */
const tabs = [
  ['phone', '手机'],
  ['orders', '订单'],
  ['deliveries', '通知'],
  ['requests', '请求'],
  ['faults', '故障'],
] as const

type View = (typeof tabs)[number][0] | 'detail'

export function App({ api }: { api: ControlApi }) {
  const live = useLive(api)
  return (
    <>
      <p class="sr" role="status" aria-live="polite">
        {live.news}
      </p>
      {live.snapshot === undefined ? (
        <p class="loading">{live.problem || '正在连接沙箱…'}</p>
      ) : (
        <ControlRoom api={api} live={live} snapshot={live.snapshot} />
      )}
    </>
  )
}

function ControlRoom({ api, live, snapshot }: { api: ControlApi; live: Live; snapshot: Snapshot }) {
  const [view, setView] = useState<View>('phone')
  const [picked, setPicked] = useState<string>()
  /** The order from which the user went back to the phone's list; choosing any order leaves the list. */
  const [leftOrder, setLeftOrder] = useState<string>()
  const pick = (outOrderNo: string): void => {
    setPicked(outOrderNo)
    setLeftOrder(undefined)
  }
  const now = useVirtualNow(snapshot.clock)
  const order = chosen(snapshot.orders, picked)
  const due = comingUp(snapshot)
  return (
    <div class="room" data-show={view}>
      <header class="top">
        <h1>
          <i aria-hidden="true" />
          微信支付沙箱
        </h1>
        <p class="link" data-online={live.online}>
          {live.online ? '实时' : '连接已断开，正在重连'}
        </p>
        <ResetButton reset={() => live.act(() => api.reset())} />
      </header>
      <ClockBand api={api} live={live} snapshot={snapshot} due={due} now={now} />
      {live.problem === '' ? null : (
        <p class="problem" role="alert">
          <span>{live.problem}</span>
          <button type="button" onClick={live.dismiss}>
            知道了
          </button>
        </p>
      )}
      <main>
        <div class="side">
          <Orders
            orders={snapshot.orders}
            selected={order?.out_order_no}
            now={now}
            select={(outOrderNo) => {
              pick(outOrderNo)
              setView('detail')
            }}
          />
          <Faults api={api} live={live} faults={snapshot.faults} />
          <Keys api={api} live={live} platform={snapshot.settings.platform} />
        </div>
        <div class="centre">
          {order === undefined ? (
            <Welcome />
          ) : (
            <OrderDetail
              order={order}
              due={due.filter((task) => task.outOrderNo === order.out_order_no)}
              now={now}
              back={() => setView('orders')}
            />
          )}
          <Deliveries
            api={api}
            live={live}
            deliveries={snapshot.deliveries}
            order={order?.out_order_no}
            endpoint={snapshot.settings.endpoints[0]?.url ?? null}
            now={now}
          />
          <Requests requests={snapshot.requests} now={now} />
        </div>
        <Phone
          api={api}
          live={live}
          orders={snapshot.orders}
          order={order}
          user={snapshot.users[0]}
          now={now}
          showsList={order?.out_order_no === leftOrder}
          leave={setLeftOrder}
          select={pick}
        />
      </main>
      <nav class="tabs" aria-label="视图">
        {tabs.map(([name, label]) => (
          <button
            type="button"
            key={name}
            aria-current={name === view || (name === 'orders' && view === 'detail') ? 'page' : undefined}
            onClick={() => setView(name)}
          >
            {label}
          </button>
        ))}
      </nav>
    </div>
  )
}

/** The order somebody picked; else the newest that waits for its user, else the newest of all. */
function chosen(orders: readonly OrderView[], picked: string | undefined): OrderView | undefined {
  return (
    orders.find((order) => order.out_order_no === picked) ??
    orders.find((order) => order.state === 'CREATED') ??
    orders[0]
  )
}
