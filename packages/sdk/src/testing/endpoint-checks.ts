import type { Defect } from './signed-notification.ts'
import type { Endpoint } from './endpoint.ts'

/** One requirement for an endpoint, and its check. */
export interface EndpointCheck {
  /** A stable id: `forged`. */
  readonly id: string
  readonly title: { readonly zh: string; readonly en: string }
  /** The remedy for a failure. */
  readonly remedy: { readonly zh: string; readonly en: string }
  /** `fatal` if money or goods can be lost, according to WeChat Pay's own review. */
  readonly level: 'fatal' | 'recommended'
  /** @returns the problem; undefined when there is none */
  run(endpoint: Endpoint): Promise<string | undefined>
}

/** Deliveries that the endpoint must refuse, by defect. None of them may be answered with 2xx. */
const refusals: readonly (readonly [Defect, zh: string, en: string])[] = [
  ['bad-signature', '拒绝签名错误的通知', 'refuses a wrong signature'],
  ['altered', '拒绝签名后被改动的通知', 'refuses a body altered after signing'],
  ['truncated', '拒绝不完整的通知', 'refuses a body cut short'],
  ['reserialised', '对原始字节验签（改写过的正文不通过）', 'verifies the bytes, not what they mean'],
  ['stale', '拒绝十分钟前的通知', 'refuses what was signed ten minutes ago'],
  ['from-the-future', '拒绝十分钟后的通知', 'refuses what is signed ten minutes ahead'],
  ['unknown-serial', '拒绝未知密钥签名的通知', 'refuses a key it does not know'],
  ['missing-header', '拒绝没有签名头的通知', 'refuses a request without a signature'],
  ['undecryptable', '拒绝解不开的通知', 'refuses what it cannot decrypt'],
]

const verifyFirst = {
  zh: '先验签再解密，验不过一律应答 4xx；用 wechatpay-ts/webhook 接收',
  en: 'Verify before anything else and answer 4xx: receive with wechatpay-ts/webhook.',
}

export const endpointChecks: readonly EndpointCheck[] = [
  {
    id: 'genuine',
    title: { zh: '五秒之内接受真实的通知', en: 'accepts a genuine delivery, within five seconds' },
    remedy: {
      zh: '确认测试公钥与 APIv3 密钥已配置，路由不在登录、CSRF 或重定向之后，传入的是原始字节',
      en: 'Are the test keys configured, is the route outside of logins, CSRF checks and redirects, are the bytes raw?',
    },
    level: 'fatal',
    run: async (endpoint) => endpoint.accepts(await endpoint.genuine()),
  },
  ...refusals.map(([defect, zh, en]): EndpointCheck => ({
    id: defect,
    title: { zh, en },
    remedy: verifyFirst,
    level: 'fatal',
    run: async (endpoint) => endpoint.refuses(await endpoint.genuine(defect)),
  })),
  {
    id: 'signtest',
    title: {
      zh: '探测流量：错误签名拒绝，随后的正确签名接受',
      en: 'refuses a probe and accepts the same once it is signed',
    },
    remedy: {
      zh: '不要识别或跳过 WECHATPAY/SIGNTEST/ 前缀；验签失败不得抛出未捕获的异常，也不得记住该通知',
      en: 'No special case for WECHATPAY/SIGNTEST/: it is a wrong signature like any other, and nothing to remember.',
    },
    level: 'recommended',
    run: async (endpoint) => {
      const id = endpoint.newId()
      const refused = await endpoint.refuses(await endpoint.genuine('signtest', { id }))
      return refused ?? (await endpoint.accepts(await endpoint.genuine(undefined, { id })))
    },
  },
  {
    id: 'duplicate',
    title: { zh: '重复的通知也应答成功', en: 'acknowledges a delivery that comes again' },
    remedy: {
      zh: '去重后应答 2xx，否则微信支付会一直重发',
      en: 'Answer 2xx to a duplicate, or it is delivered for a day.',
    },
    level: 'fatal',
    run: async (endpoint) => {
      const first = await endpoint.genuine()
      return (await endpoint.accepts(first)) ?? (await endpoint.accepts(await first.again()))
    },
  },
  {
    id: 'concurrent',
    title: { zh: '同一通知同时来十份，最终成功', en: 'comes to terms with ten deliveries at once' },
    remedy: {
      zh: '以业务单号加锁；抢不到锁时应答 5xx 等待重发，不要报错退出',
      en: 'Lock by the business number; whoever does not get it answers 5xx and is delivered again.',
    },
    level: 'fatal',
    run: async (endpoint) => {
      const first = await endpoint.genuine()
      const others = await Promise.all(Array.from({ length: 9 }, () => first.again()))
      const answers = await Promise.all([first, ...others].map((delivery) => endpoint.send(delivery)))
      const odd = answers.find(({ status }) => status === undefined || (status >= 300 && status < 500))
      if (odd) return `one of ten at once: ${odd.text}`
      return endpoint.accepts(await first.again())
    },
  },
  {
    id: 'unknown-event',
    title: { zh: '未知类型的通知应答成功', en: 'acknowledges an event type it does not know' },
    remedy: {
      zh: '验签通过但类型未知时，应答 2xx 并记录；微信支付会增加新的类型',
      en: 'Answer 2xx and log it: WeChat Pay adds event types.',
    },
    level: 'recommended',
    run: async (endpoint) => endpoint.accepts(await endpoint.other('SOMETHING.NEW', { note: 'go-live check' })),
  },
  {
    id: 'reordered',
    title: { zh: '先后颠倒的通知都应答成功', en: 'acknowledges events in the wrong order' },
    remedy: {
      zh: '顺序没有保证：状态只前进，迟到的通知应答成功即可',
      en: 'Order is not guaranteed: a state only goes forward, what comes late is acknowledged.',
    },
    level: 'recommended',
    run: async (endpoint) => {
      for (const delivery of (await endpoint.series()).toReversed()) {
        const wrong = await endpoint.accepts(delivery)
        if (wrong !== undefined) return wrong
      }
      return undefined
    },
  },
  {
    id: 'slow',
    title: { zh: '分段、缓慢到达的通知照常接受', en: 'accepts a body that arrives slowly, in pieces' },
    remedy: { zh: '读完整个请求体再验签', en: 'Read the body to its end before verifying.' },
    level: 'recommended',
    run: async (endpoint) => endpoint.accepts(await endpoint.genuine(), { pieces: true }),
  },
  {
    id: 'nonsense',
    title: { zh: '畸形请求不影响后续通知', en: 'outlives nonsense' },
    remedy: {
      zh: '解析前先检查请求头与大小；任何输入都不能让进程退出',
      en: 'Check headers and size before parsing; no input may end the process.',
    },
    level: 'fatal',
    run: async (endpoint) => {
      for (const body of ['', '{', '[]', '<xml><!DOCTYPE x></xml>', '\u0000', 'x'.repeat(2_000_000)]) {
        const wrong = await endpoint.refusesBody(body)
        if (wrong !== undefined) return wrong
      }
      return endpoint.accepts(await endpoint.genuine())
    },
  },
]
