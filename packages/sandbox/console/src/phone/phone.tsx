import { orderKey } from '../data/answers.ts'
import type {
  ControlApi,
  OrderSummary,
  OrderView,
  PaymentRef,
  PaymentView,
  UserSettings,
  UserView,
} from '../data/api.ts'
import { Cashier } from '../products/payment/cashier.tsx'
import { refKey, refOf } from '../data/payment-ref.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction, useSandbox } from '../data/sandbox.ts'
import { Switch } from '../parts/switch.tsx'
import { HourMinute } from '../parts/times.tsx'
import { MyOrders } from './my-orders.tsx'
import { OrderPage } from './order-page.tsx'

interface Props {
  readonly order: OrderView | undefined
  /** The chosen payment, shown instead of an order. */
  readonly payment: PaymentView | undefined
  /** Another order that waits for its user. */
  readonly waiting: OrderSummary | undefined
  /** The user of the phone: the one of the order or payment. */
  readonly user: UserView
  /** Whether the list is shown instead of the order or payment. */
  readonly showsList: boolean
  /** Called when the user goes back to the list. */
  readonly leave: () => void
  readonly select: (outOrderNo: string) => void
  readonly selectPayment: (which: PaymentRef) => void
}

/** The user's phone: the page of the chosen order or the cashier of the chosen payment, with the list one step back. */
export function Phone({ order, payment, waiting, user, showsList, leave, select, selectPayment }: Props) {
  const action = useAction()
  const { answers } = useSandbox()
  const act = (command: (api: ControlApi) => Promise<OrderView>): void =>
    action.run(async (api) => {
      const after = await command(api)
      answers.tell(orderKey(after.out_order_no), after)
    })
  const showList = showsList || (payment === undefined && order === undefined)
  return (
    <section class="panel phone-side" aria-label="用户的手机" data-view="phone">
      <div class="phone">
        <div class="screen">
          <div class="status-bar" aria-hidden="true">
            <span>
              <HourMinute />
            </span>
            <i class="signal" />
            <i class="battery" />
          </div>
          <header class="nav-bar">
            {showList ? (
              <span class="nav-back" />
            ) : (
              <button type="button" class="nav-back" aria-label="返回我的订单" onClick={leave}>
                <i aria-hidden="true" />
              </button>
            )}
            <h2>{showList ? '我的订单' : payment === undefined ? '订单' : '收银台'}</h2>
            <span class="capsule" aria-hidden="true">
              <i />
              <i />
            </span>
          </header>
          {waiting !== undefined && !showList ? (
            <button type="button" class="banner" onClick={() => select(waiting.out_order_no)}>
              <b>{waiting.service_introduction}</b>
              <span>新的订单等你确认</span>
            </button>
          ) : null}
          {showList ? <MyOrders openid={user.openid} open={select} openPayment={selectPayment} /> : null}
          {!showList && payment !== undefined ? (
            <Cashier key={refKey(refOf(payment))} payment={payment} openid={user.openid} />
          ) : null}
          {!showList && payment === undefined && order !== undefined ? (
            <OrderPage
              key={order.out_order_no}
              order={order}
              action={action}
              confirm={() => act((api) => api.confirm(order.out_order_no, user.openid))}
              decline={() => act((api) => api.decline(order.out_order_no))}
              pay={() => act((api) => api.pay(order.out_order_no))}
            />
          ) : null}
        </div>
      </div>
      <UserSwitches key={user.openid} user={user} />
    </section>
  )
}

/** Properties of the user that production decides and a person sets here. */
function UserSwitches({ user }: { user: UserView }) {
  const action = useAction()
  const set = (settings: Partial<UserSettings>): void => action.run((api) => api.setUser(user.openid, settings))
  return (
    <div class="user">
      <p class="user-name">
        用户 <span class="mono">{user.openid}</span>
      </p>
      <Switch
        name="零钱与银行卡"
        note={user.wallet === 'sufficient' ? '付款与自动扣款会成功' : '付款失败；自动扣款按计划重试'}
        value={user.wallet}
        choices={{ sufficient: '余额足', insufficient: '余额不足' }}
        choose={(wallet) => set({ wallet })}
      />
      <Switch
        name="综合评估"
        note={user.credit === 'good' ? '确认订单会通过' : '确认订单被拒绝'}
        value={user.credit}
        choices={{ good: '通过', rejected: '不通过' }}
        choose={(credit) => set({ credit })}
      />
      <Problem of={action} />
    </div>
  )
}
