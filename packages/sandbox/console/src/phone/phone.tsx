import type { OrderSummary, OrderView, UserSettings, UserView } from '../api.ts'
import { Problem } from '../problem.tsx'
import { useAction } from '../sandbox.ts'
import { Switch } from '../switch.tsx'
import { HourMinute } from '../times.tsx'
import { MyOrders } from './my-orders.tsx'
import { OrderPage } from './order-page.tsx'

interface Props {
  readonly order: OrderView | undefined
  /** Another order that waits for its user. */
  readonly waiting: OrderSummary | undefined
  /** Whose phone it is: the order's user. */
  readonly user: UserView
  /** The list of orders instead of `order`. */
  readonly showsList: boolean
  /** The user goes back from an order to the list. */
  readonly leave: (outOrderNo: string) => void
  readonly select: (outOrderNo: string) => void
}

/** The user's phone: the PayScore pages of the chosen order, and the list of all of them one step back. */
export function Phone({ order, waiting, user, showsList, leave, select }: Props) {
  const action = useAction()
  const showList = order === undefined || showsList
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
              <b>{waiting.service_introduction}</b>
              <span>新的订单等你确认</span>
            </button>
          ) : null}
          {showList ? (
            <MyOrders open={select} />
          ) : (
            <OrderPage
              key={order.out_order_no}
              order={order}
              action={action}
              confirm={() => action.run((api) => api.confirm(order.out_order_no, user.openid))}
              decline={() => action.run((api) => api.decline(order.out_order_no))}
              pay={() => action.run((api) => api.pay(order.out_order_no))}
            />
          )}
        </div>
      </div>
      <UserSwitches key={user.openid} user={user} />
    </section>
  )
}

/** What is true of the user behind the phone; production decides it, here a person does. */
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
      <Problem of={action} />
    </div>
  )
}
