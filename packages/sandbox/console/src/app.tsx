import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'
import { orderKey, paymentKey } from './data/answers.ts'
import type { ClockReading, OrderRef, PaymentRef, Settings, UserView } from './data/api.ts'
import { ClockBand } from './panels/clock-band.tsx'
import { isAbout } from './data/connection.ts'
import { Deliveries } from './panels/deliveries.tsx'
import { Faults } from './panels/faults.tsx'
import { useGlance } from './panels/glance.ts'
import { Keys } from './panels/keys.tsx'
import { OrderDetail } from './panels/order-detail.tsx'
import { Orders } from './panels/orders.tsx'
import { Phone } from './phone/phone.tsx'
import { Coupons } from './products/coupon/coupons.tsx'
import { Balances } from './products/fund/balances.tsx'
import { PaymentDetail } from './products/payment/payment-detail.tsx'
import { orderRefOf, refKey, refOf } from './data/payment-ref.ts'
import { Payments } from './products/payment/payments.tsx'
import { Refunds } from './products/refund/refunds.tsx'
import { Requests } from './panels/requests.tsx'
import { ResetButton } from './panels/reset-button.tsx'
import { useConnection, useRead } from './data/sandbox.ts'
import { TokenForm } from './panels/token-form.tsx'
import { VirtualTimeContext } from './data/virtual-time.ts'
import { Welcome } from './panels/welcome.tsx'

/** On a narrow screen one of these is shown at a time; on a wide one all of them are. */
const tabs = [
  ['phone', '手机'],
  ['orders', '订单'],
  ['deliveries', '通知'],
  ['requests', '请求'],
  ['faults', '故障'],
] as const

type View = (typeof tabs)[number][0] | 'detail'

/** Maximum number of scheduled tasks that the ruler shows. */
const COMING = 40

export function App() {
  const connection = useConnection()
  const time = useContext(VirtualTimeContext)
  const clock = useRead(
    'clock',
    async (api) => {
      const reading = await api.clock()
      time.set(reading)
      return reading
    },
    (change) => isAbout(change, 'clock'),
  )
  const settings = useRead(
    'settings',
    (api) => api.settings(),
    (change) => isAbout(change, 'settings'),
  )
  const defaultUser = useRead(
    'default user',
    (api) => api.defaultUser(),
    (change) => isAbout(change, 'users'),
  )
  useEffect(() => {
    const gone = new AbortController()
    void connection.keep(gone.signal)
    return () => gone.abort()
  }, [connection])

  if (connection.state === 'locked') return <TokenForm />
  if (clock === undefined || settings === undefined || defaultUser === undefined) {
    return <p class="loading">{connection.problem || '正在连接沙箱…'}</p>
  }
  return <ControlRoom clock={clock} settings={settings} defaultUser={defaultUser} />
}

interface RoomProps {
  readonly clock: ClockReading
  readonly settings: Settings
  readonly defaultUser: UserView
}

function ControlRoom({ clock, settings, defaultUser }: RoomProps) {
  const [view, setView] = useState<View>('phone')
  const [picked, setPicked] = useState<Choice>()
  /** Key of the order or payment from which the user went back to the phone's list. Any choice closes the list. */
  const [left, setLeft] = useState<string>()
  const choose = useCallback((choice: Choice): void => {
    setPicked(choice)
    setLeft(undefined)
  }, [])
  const pick = useCallback((number: string) => choose({ kind: 'order', number }), [choose])
  const pickPayment = useCallback((which: PaymentRef) => choose({ kind: 'payment', which }), [choose])
  const open = useCallback(
    (number: string): void => {
      pick(number)
      setView('detail')
    },
    [pick],
  )
  const openPayment = useCallback(
    (which: PaymentRef): void => {
      pickPayment(which)
      setView('detail')
    },
    [pickPayment],
  )
  const orders = useChosenOrder(picked?.kind === 'order' ? picked.number : undefined)
  const { payment, hasPayments } = useChosenPayment(
    picked?.kind === 'payment' ? picked.which : undefined,
    picked === undefined && orders.isEmpty,
  )
  const order = payment === undefined ? orders.order : undefined
  const isEmpty = orders.isEmpty && hasPayments === false
  const paymentRef = payment && refOf(payment)
  const shown: OrderRef | undefined = paymentRef
    ? orderRefOf(paymentRef)
    : order && { product: 'payafter', outOrderNo: order.out_order_no }
  const shownKey = shown && `${shown.product} ${shown.outOrderNo}`
  const openid =
    (payment === undefined
      ? (order?.openid ?? order?.create.openid)
      : (payment.payer ?? payment.terms.openid ?? payment.openedBy)) ?? defaultUser.openid
  const user = useRead(
    `user ${openid}`,
    (api) => api.user(openid),
    (change) => isAbout(change, 'users', openid),
  )
  const due = useRead(
    'agenda',
    (api) => api.agenda({ limit: COMING }),
    (change) => isAbout(change, 'tasks'),
  )
  const dueForShown = useRead(
    `agenda ${shownKey}`,
    async (api) => (shown === undefined ? [] : api.agenda({ limit: COMING, ...shown })),
    (change) => isAbout(change, 'tasks', shown?.outOrderNo),
  )
  const dueNow = (dueForShown ?? []).filter(
    ({ product, outOrderNo }) => product === shown?.product && outOrderNo === shown.outOrderNo,
  )
  const back = useCallback(() => setView('orders'), [])
  const { glance, news } = useGlance()
  return (
    <>
      <p class="sr" role="status" aria-live="polite">
        {news}
      </p>
      <div class="room" data-show={view}>
        <header class="top">
          <h1>
            <i aria-hidden="true" />
            微信支付沙箱
          </h1>
          <Link />
          <ResetButton />
        </header>
        <ClockBand clock={clock} glance={glance} due={due ?? []} />
        <main>
          <div class="side">
            <Orders selected={order?.out_order_no} select={open} />
            <Payments selected={paymentRef} select={openPayment} />
            <Refunds />
            <Balances />
            <Coupons />
            <Faults />
            <Keys platform={settings.platform} />
          </div>
          <div class="centre">
            {isEmpty ? <Welcome /> : null}
            {payment === undefined ? null : <PaymentDetail payment={payment} due={dueNow} back={back} />}
            {order === undefined ? null : <OrderDetail order={order} due={dueNow} back={back} />}
            <Deliveries order={shown} endpoint={settings.endpoints[0]?.url ?? null} />
            <Requests />
          </div>
          <Phone
            order={order}
            payment={payment}
            waiting={orders.waiting}
            user={user?.openid === openid ? user : { ...defaultUser, openid }}
            showsList={shownKey === left}
            leave={() => setLeft(shownKey)}
            select={pick}
            selectPayment={pickPayment}
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
    </>
  )
}

type Choice =
  | { readonly kind: 'order'; readonly number: string }
  | { readonly kind: 'payment'; readonly which: PaymentRef }

/** Shows whether the page is connected, and so whether its data is current. */
function Link() {
  const connection = useConnection()
  const isOnline = connection.state === 'online'
  return (
    <p class="link" data-online={isOnline} title={connection.problem || undefined}>
      {isOnline ? '实时' : '连接已断开，正在重连'}
    </p>
  )
}

/**
 * Returns the picked order, or else the newest one that waits for its user, or else the newest. Also returns the newest
 * other order that waits.
 */
function useChosenOrder(picked: string | undefined) {
  const front = useRead(
    'front',
    async (api) => {
      const [waiting, newest] = await Promise.all([
        api.orders({ states: ['CREATED'], limit: 2 }),
        api.orders({ limit: 1 }),
      ])
      return { waiting: waiting.items, newest: newest.items[0] }
    },
    (change) => isAbout(change, 'orders'),
  )
  const fallback = (front?.waiting[0] ?? front?.newest)?.out_order_no
  const wanted = picked ?? fallback
  const order = useRead(
    `order ${picked} ${fallback}`,
    async (api) => {
      const found = wanted === undefined ? undefined : await api.order(wanted)
      return found ?? (picked === undefined || fallback === undefined ? undefined : api.order(fallback))
    },
    (change) => isAbout(change, 'orders', wanted) || isAbout(change, 'orders', fallback),
    orderKey(wanted),
  )
  return {
    order,
    waiting: front?.waiting.find(({ out_order_no }) => out_order_no !== order?.out_order_no),
    /** The sandbox has no orders. False while they are still being read. */
    isEmpty: front !== undefined && front.newest === undefined && order === undefined,
  }
}

/**
 * Returns the picked payment. Without orders, it falls back to the newest payment that waits for its user, or the
 * newest.
 *
 * @param byItself nothing is picked and there are no orders
 */
function useChosenPayment(picked: PaymentRef | undefined, byItself: boolean) {
  const front = useRead(
    'front payments',
    async (api) => {
      const [waiting, newest] = await Promise.all([
        api.payments({ payable: true, limit: 1 }),
        api.payments({ limit: 1 }),
      ])
      return { waiting: waiting.items[0], newest: newest.items[0] }
    },
    (change) => isAbout(change, 'payments'),
  )
  // Keeps showing the first payment, even after it is paid.
  const first = useRef<PaymentRef | undefined>(undefined)
  const fallback = front?.waiting ?? front?.newest
  if (front !== undefined && front.newest === undefined) first.current = undefined
  else first.current ??= fallback && refOf(fallback)
  const wanted = picked ?? (byItself ? first.current : undefined)
  const payment = useRead(
    paymentKey(wanted),
    async (api) => (wanted === undefined ? undefined : api.payment(wanted)),
    (change) => isAbout(change, 'payments', wanted?.outTradeNo),
  )
  return {
    payment: wanted && payment && refKey(refOf(payment)) === refKey(wanted) ? payment : undefined,
    /** Undefined until the payments have been read. */
    hasPayments: front === undefined ? undefined : front.newest !== undefined,
  }
}
