import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ownOptions } from '../config/own-options.ts'
import { isLoopback } from '../request/loopback.ts'
import { objectGiven } from '../request/object-given.ts'

export interface H5LaunchOptions {
  /**
   * Where the user comes back to, at most five seconds later and whether paid or not: query the order there. Its domain
   * is among those registered for H5 payments. Default: the page that the user came from.
   */
  readonly redirect_url?: string
}

/**
 * Where to send the browser to pay (H5 调起支付). Good for five minutes from the order, and only from a page of the
 * registered domain: the `Referer` is looked at. There is nothing to sign.
 *
 * @param h5_url as the order answered
 * @throws {RequestError} not an address of WeChat Pay, one that has a `redirect_url` already, or a `redirect_url` that is not absolute
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791835
 * @example
 * const { data } = await wxpay.v3.pay.transactions.h5.post({ json })
 * response.redirect(h5Launch(data.h5_url, { redirect_url: 'https://shop.example.com/orders/1' }))
 */
export function h5Launch(h5_url: string, options: H5LaunchOptions = {}): string {
  const { redirect_url } = ownOptions(objectGiven('h5Launch', 'options', options))
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
  // Appended, not written anew: the address is WeChat Pay's, down to its encoding.
  return `${h5_url}${url.search === '' ? '?' : '&'}redirect_url=${encodeURIComponent(redirect_url)}`
}

/** WeChat Pay's cashier, or a sandbox's on this machine. */
function isCashier({ protocol, hostname, username }: URL): boolean {
  if (username !== '') return false
  if (isLoopback(hostname)) return true
  return protocol === 'https:' && /(?:^|\.)(?:tenpay\.com|weixin\.qq\.com|wechatpay\.cn)$/.test(hostname)
}

/** Apps come back by a scheme of their own; what runs in the page is none. */
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
