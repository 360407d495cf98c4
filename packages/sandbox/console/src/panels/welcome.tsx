import { useState } from 'preact/hooks'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../data/sandbox.ts'

/** Instructions for an empty sandbox, in place of the missing order. */
export function Welcome() {
  const action = useAction()
  const [environment, setEnvironment] = useState<string>()
  return (
    <section class="panel welcome" aria-labelledby="welcome-title" data-view="orders">
      <h2 id="welcome-title">还没有订单</h2>
      <ol>
        <li>
          <b>让程序指向这个沙箱</b>
          <pre class="mono">WECHATPAY_BASE_URL={location.origin}</pre>
          <p>
            商户号、密钥等其余变量在沙箱启动时写出的 .env 里，
            <button
              type="button"
              class="link-button"
              aria-expanded={environment !== undefined}
              onClick={() =>
                environment === undefined
                  ? action.run(async (api) => setEnvironment(await api.environment()))
                  : setEnvironment(undefined)
              }
            >
              {environment === undefined ? '也可以在这里看' : '收起'}
            </button>
            。
          </p>
          <Problem of={action} />
          {environment === undefined ? null : <pre class="mono environment">{environment}</pre>}
        </li>
        <li>
          <b>创建一笔先享后付订单，或者下一单支付</b>
          <pre class="mono">{`POST /v3/payscore/payafter-orders\nPOST /v3/pay/transactions/jsapi`}</pre>
          <p>它会立刻出现在这里，确认页或收银台出现在手机上。</p>
        </li>
        <li>
          <b>确认、付款、拨快时钟</b>
          <p>扣款、通知和重试按虚拟时间依次发生，不用等。</p>
        </li>
      </ol>
    </section>
  )
}
