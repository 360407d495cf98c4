import { ControlError } from '../../kernel/control/control-error.ts'
import { openid } from '../../kernel/control/fields.ts'
import { object, oneOf, optional, text } from '../../kernel/control/input.ts'
import type { UserPage } from '../../kernel/product.ts'
import type { World } from '../../kernel/world/world.ts'
import { kindOf } from './combined/entity.ts'
import { payOrder } from './pay-as-user.ts'
import { unpayable } from './pay.ts'
import { findByPrepay } from './payable.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'
import { cashierTexts } from './refusals.ts'
import { CASHIER } from './routes/answers.ts'

/** The page of `h5_url`, on which a person pays or leaves (a test does it by POST) and then returns to the merchant. */
export const cashierPages: readonly UserPage<PaymentPolicy>[] = [
  { method: 'GET', path: CASHIER, open: show },
  { method: 'POST', path: CASHIER, open: submit },
]

type Outcome = 'success' | 'not_enough' | 'bank_failed' | 'cancelled'

const readForm = object({
  outcome: optional(oneOf(['success', 'not_enough', 'bank_failed', 'cancelled'])),
  openid: optional(openid),
  bankType: optional(text(/^[A-Z0-9_]{1,32}$/, 'a bank_type')),
})

async function show(
  request: Request,
  world: World<PaymentPolicy>,
  userOf: (mchid: string) => string,
): Promise<Response> {
  const found = await find(request, world)
  if (typeof found === 'string') return page(409, ended(found))
  return page(200, form(found, found.terms.openid ?? found.openedBy ?? userOf(found.mchid)))
}

async function submit(
  request: Request,
  world: World<PaymentPolicy>,
  userOf: (mchid: string) => string,
): Promise<Response> {
  const found = await find(request, world)
  if (typeof found === 'string') return page(409, ended(found))
  const back = redirectUrl(request)
  const user = userOf(found.mchid)
  try {
    const { mchid, prepay } = found
    const input = readForm(Object.fromEntries(new URLSearchParams(await request.text())), '')
    const prepayId = prepay?.id
    await payOrder({ mchid, world, openid: user }, found, {
      ...input,
      ...(prepayId !== undefined && { prepayId }),
    })
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    // A user who gives up returns to the merchant, who has to query the order.
    if (error.code !== ('cancelled' satisfies Outcome).toUpperCase())
      return page(error.status, form(found, user, error.message))
  }
  if (back !== undefined) return new Response(null, { status: 303, headers: { Location: back } })
  const after = await world.entities.find(kindOf(found), found.mchid, found.out_trade_no)
  return page(200, ended(after?.state === 'NOTPAY' ? cashierTexts.cancelled : '支付成功'))
}

/** @returns the order of the address, or the message to show instead */
async function find({ url }: Request, world: World<PaymentPolicy>): Promise<Payment | string> {
  const { searchParams } = new URL(url)
  const [prepayId, mchid] = [searchParams.get('prepay_id') ?? '', searchParams.get('package') ?? '']
  const payment = await findByPrepay(world.entities, mchid, 'prepay_id', prepayId)
  if (payment?.surface !== 'h5') return cashierTexts.unknown_order
  if (payment.state === 'CLOSED') return cashierTexts.closed
  if (payment.state !== 'NOTPAY') return cashierTexts.paid
  if (payment.prepay?.id !== prepayId) return cashierTexts.expired_prepay
  const now = await world.now()
  const { urlExpiresAt = payment.prepay.expiresAt } = payment.prepay
  if (now >= urlExpiresAt) return cashierTexts.expired_url
  return unpayable(payment, prepayId, now) === 'bad_h5_scene' ? cashierTexts.bad_h5_scene : payment
}

/** The merchant's return address: a page, or an app's own scheme. */
function redirectUrl({ url }: Request): string | undefined {
  const wanted = new URL(url).searchParams.get('redirect_url')
  if (wanted === null || !URL.canParse(wanted)) return undefined
  return ['javascript:', 'data:', 'vbscript:', 'file:', 'blob:'].includes(new URL(wanted).protocol) ? undefined : wanted
}

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  // No `form-action`: browsers would apply it to the redirect after the form, which leads to the merchant.
  'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

function page(status: number, content: string): Response {
  return new Response(
    `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>微信支付（沙箱）</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 24rem; padding: 3rem 1.5rem; color: #111; }
h1 { font-size: 1rem; font-weight: 400; color: #555; }
.total { font-size: 2.5rem; margin: 0.5rem 0 1.5rem; }
[role='alert'] { color: #b3261e; }
button { display: block; width: 100%; padding: 0.75rem; margin: 0.5rem 0; font: inherit; border: 1px solid #ccc; border-radius: 8px; background: #fff; }
button.pay { border-color: #07c160; background: #07c160; color: #fff; }
input { width: 100%; box-sizing: border-box; padding: 0.5rem; font: inherit; border: 1px solid #ccc; border-radius: 8px; }
label { color: #555; font-size: 0.875rem; }
</style>
<body>
${content}
</body>
</html>
`,
    { status, headers: HEADERS },
  )
}

function form({ terms, out_trade_no }: Payment, user: string, problem?: string): string {
  const total = `${Math.floor(terms.total / 100)}.${String(terms.total % 100).padStart(2, '0')}`
  const button = (outcome: Outcome, text: string, kind = '') =>
    `<button name="outcome" value="${outcome}"${kind && ` class="${kind}"`}>${text}</button>`
  return `<main>
<h1>${escape(terms.description)} · ${escape(out_trade_no)}</h1>
<p class="total">￥${total}</p>
${problem === undefined ? '' : `<p role="alert">${escape(problem)}</p>`}
<form method="post">
<p><label>付款的用户 openid <input name="openid" value="${escape(user)}"></label></p>
<button class="pay">立即支付</button>
${button('bank_failed', '银行扣款失败')}
${button('cancelled', '取消支付')}
</form>
</main>`
}

function ended(message: string): string {
  return `<main><p role="status">${escape(message)}</p></main>`
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}
