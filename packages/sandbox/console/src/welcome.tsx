/** What to do on an empty sandbox, in place of the order that is not there yet. */
export function Welcome() {
  return (
    <section class="panel welcome" aria-labelledby="welcome-title" data-view="orders">
      <h2 id="welcome-title">还没有订单</h2>
      <ol>
        <li>
          <b>让程序指向这个沙箱</b>
          <pre class="mono">WECHATPAY_BASE_URL={location.origin}</pre>
          <p>
            商户号、密钥等其余变量在{' '}
            <a href="/_sandbox/api/merchant/env" target="_blank" rel="noreferrer">
              这份 .env
            </a>{' '}
            里。
          </p>
        </li>
        <li>
          <b>创建一笔先享后付订单</b>
          <pre class="mono">POST /v3/payscore/payafter-orders</pre>
          <p>它会立刻出现在这里，确认页出现在手机上。</p>
        </li>
        <li>
          <b>确认、完结、拨快时钟</b>
          <p>扣款、通知和重试按虚拟时间依次发生，不用等。</p>
        </li>
      </ol>
    </section>
  )
}
