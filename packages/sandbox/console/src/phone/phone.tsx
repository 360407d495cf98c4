import type { ControlApi, OrderView, UserSettings, UserView } from '../api.ts'
import { clockTime } from '../format.ts'
import type { Live } from '../live.ts'
import { Switch } from '../switch.tsx'
import { MyOrders } from './my-orders.tsx'
import { OrderPage } from './order-page.tsx'

interface Props {
  readonly api: ControlApi
  readonly live: Live
  readonly orders: readonly OrderView[]
  readonly order: OrderView | undefined
  readonly user: UserView
  readonly now: number
  /** The list of orders instead of `order`. */
  readonly showsList: boolean
  /** The user goes back from an order to the list. */
  readonly leave: (outOrderNo: string) => void
  readonly select: (outOrderNo: string) => void
}

/** The user's phone: the PayScore pages of the chosen order, and the list of all of them one step back. */
export function Phone({ api, live, orders, order, user, now, showsList, leave, select }: Props) {
  const waiting = orders.find((each) => each.state === 'CREATED' && each.out_order_no !== order?.out_order_no)
  const showList = order === undefined || showsList
  return (
    <section class="panel phone-side" aria-label="用户的手机" data-view="phone">
      <div class="phone">
        <div class="screen">
          <div class="status-bar" aria-hidden="true">
            <span>{clockTime(now).slice(0, 5)}</span>
            <i class="signal" />
            <i class="battery" />
          </div>
          <header class="nav-bar">
            {showList ? (
              <span class="nav-back" />
            ) : (
              <button
                type="button"
                class="nav-back"
                aria-label="返回我的订单"
                onClick={() => leave(order.out_order_no)}
              >
                <i aria-hidden="true" />
              </button>
            )}
            <h2>{showList ? '先享后付' : '订单'}</h2>
            <span class="capsule" aria-hidden="true">
              <i />
              <i />
            </span>
          </header>
          {waiting !== undefined && !showList ? (
            <button type="button" class="banner" onClick={() => select(waiting.out_order_no)}>
              <b>{waiting.create.service_introduction}</b>
              <span>新的订单等你确认</span>
            </button>
          ) : null}
          {showList ? (
            <MyOrders orders={orders} open={select} />
          ) : (
            <OrderPage
              key={order.out_order_no}
              order={order}
              now={now}
              busy={live.busy}
              confirm={() => live.act(() => api.confirm(order.out_order_no))}
              decline={() => live.act(() => api.decline(order.out_order_no))}
              pay={() => live.act(() => api.pay(order.out_order_no))}
            />
          )}
        </div>
      </div>
      <UserSwitches user={user} set={(settings) => live.act(() => api.setUser(user.openid, settings))} />
    </section>
  )
}

interface SwitchesProps {
  readonly user: UserView
  readonly set: (settings: Partial<UserSettings>) => void
}

/** What is true of the user behind the phone; production decides it, here a person does. */
function UserSwitches({ user, set }: SwitchesProps) {
  return (
    <div class="user">
      <Switch
        name="零钱与银行卡"
        note={user.wallet === 'sufficient' ? '自动扣款会成功' : '自动扣款失败，按计划重试'}
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
    </div>
  )
}
