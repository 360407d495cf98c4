import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ownOptions } from '../shared/own-options.ts'
import { isLoopback } from '../shared/loopback.ts'
import { requireObject } from '../shared/require-object.ts'

export interface H5LaunchOptions {
  /**
   * The page to which the user returns within five seconds, paid or not: query the order there. Its domain must be
   * registered for H5 payments. Default: the page that the user came from.
   */
  readonly redirect_url?: string
}

/**
 * Returns the address to which to send the browser for payment (H5 调起支付). It is valid for five minutes from the order,
 * and only on a page of the registered domain, since WeChat Pay checks the `Referer`. Nothing is signed.
 *
 * @param h5_url the `h5_url` in the order's answer
 * @throws {RequestError} `h5_url` is not WeChat Pay's or already has a `redirect_url`, or `redirect_url` is not
 *   absolute
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791835
 * @example
 * const { data } = await wxpay.v3.pay.transactions.h5.post({ json })
 * response.redirect(h5Launch(data.h5_url, { redirect_url: 'https://shop.example.com/orders/1' }))
 */
export function h5Launch(h5_url: string, options: H5LaunchOptions = {}): string {
  const { redirect_url } = ownOptions(requireObject('h5Launch', 'options', options))
  const url = typeof h5_url === 'string' ? URL.parse(h5_url) : null
  if (!url || !isCashier(url)) {
    throw new RequestError(
      'h5_url',
      `h5Launch: h5_url: expected the h5_url of an order, received ${describeValue(h5_url)}`,
      {
        hint: {
          zh: '请原样传入下单应答中的 h5_url（5 分钟内有效）',
          en: 'Pass the h5_url that the order answered with, unchanged; it is good for five minutes.',
        },
      },
    )
  }
  if (redirect_url === undefined) return h5_url
  if (url.searchParams.has('redirect_url') || url.hash !== '') {
    throw new RequestError(
      'h5_url',
      'h5Launch: h5_url: expected the h5_url of an order, received one with an addition',
      {
        hint: { zh: '只添加一次 redirect_url', en: 'Add the redirect_url once, and here.' },
      },
    )
  }
  checkRedirect(redirect_url)
  // Appends the parameter as text, so that WeChat Pay's address keeps its exact encoding.
  return `${h5_url}${url.search === '' ? '?' : '&'}redirect_url=${encodeURIComponent(redirect_url)}`
}

/** Whether the address is WeChat Pay's cashier, or that of a sandbox on this machine. */
function isCashier({ protocol, hostname, username }: URL): boolean {
  if (username !== '') return false
  if (isLoopback(hostname)) return true
  return protocol === 'https:' && /(?:^|\.)(?:tenpay\.com|weixin\.qq\.com|wechatpay\.cn)$/.test(hostname)
}

/** Accepts custom schemes, with which apps are reopened, but not `javascript:`. */
function checkRedirect(text: unknown): void {
  const isAbsolute = typeof text === 'string' && /^(?!javascript:)[a-z][\w+.-]*:\/\//i.test(text) && text.isWellFormed()
  if (isAbsolute && URL.canParse(text)) return
  throw new RequestError(
    'redirect_url',
    `h5Launch: redirect_url: expected an absolute address, received ${describeValue(text)}`,
    {
      hint: {
        zh: '请传入完整地址（未编码），如 https://shop.example.com/orders/1',
        en: 'Pass it whole and not encoded, such as https://shop.example.com/orders/1.',
      },
    },
  )
}
