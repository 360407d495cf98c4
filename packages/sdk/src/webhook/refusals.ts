import { describeId, describeValue } from '../errors/describe-value.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { FoldedField } from '../v2/folded-field.ts'

/** How to get the raw body, by framework. This is the most common mistake. */
const RAW_BODY = {
  Express:
    "put the route before express.json(); or express.raw({ type: '*/*' }) on the route alone, and pass rawBody: req.body",
  Fastify:
    "register fastifyWebhook(handler); or addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => done(null, body)), and pass rawBody: request.body",
  Koa: 'put the route before the body parser; or pass the ctx.request.rawBody that koa-bodyparser keeps',
  NestJS: 'NestFactory.create(AppModule, { rawBody: true }), and pass rawBody: req.rawBody',
  'Next.js':
    'pass the Request of a route handler, or rawBody: await request.text(); in pages/api: export const config = { api: { bodyParser: false } }',
  'Cloud functions': 'pass the event of the function as it is, or rawBody: Buffer.from(event.body, "base64")',
  'Hono, Workers, Deno, Bun': 'pass the Request before anything reads it (in Hono: c.req.raw)',
} as const

/** A framework for which the way to the raw body is known. */
export type Framework = keyof typeof RAW_BODY

export const refuse = {
  missingHeader(name: string, contentType: string): WebhookError {
    const isXml = /xml/i.test(contentType)
    return new WebhookError('missing-header', `the request has no ${name} header`, {
      hint: isXml
        ? {
            zh: '这是 APIv2 的 XML 通知（例如在商户平台发起的退款）：请同时传入 apiV2Key',
            en: 'This is an XML notification of APIv2 (for example of a refund made on the merchant platform): give apiV2Key too.',
          }
        : {
            zh: '不是微信支付的通知，或者网关、CDN 去掉了 Wechatpay-* 头；请让它们原样通过',
            en: 'WeChat Pay did not send it, or a gateway or CDN strips Wechatpay-* headers: let them pass.',
          },
    })
  },

  duplicateHeader(name: string): WebhookError {
    return new WebhookError('duplicate-header', `the request has more than one ${name} header`, {
      hint: {
        zh: '同名头只能出现一次，请检查网关是否重复添加',
        en: 'It must come once: does a gateway add it again?',
      },
    })
  },

  malformedTimestamp(value: string): WebhookError {
    const received = describeValue(value)
    return new WebhookError('malformed-header', `wechatpay-timestamp: expected Unix seconds, received ${received}`, {
      hint: { zh: '时间戳须为秒级 Unix 时间', en: 'WeChat Pay sends seconds in digits: what made this request?' },
    })
  },

  stale(timestamp: number, now: number, tolerance: number): WebhookError {
    const skew = timestamp - now
    const relation = `${Math.abs(skew)} s ${skew < 0 ? 'before' : 'after'}`
    return new WebhookError(
      'stale',
      `wechatpay-timestamp is ${relation} this machine's ${now}; less than ${describeValue(tolerance)} s is allowed`,
      {
        hint: {
          zh: '请校准服务器时钟（NTP）；时钟无误则是重放的旧通知，忽略即可',
          en: "Synchronise this machine's clock (NTP); if it is right, this is an old notification replayed.",
        },
      },
    )
  },

  /** @param known serials of the possible merchants; undefined where there is no such merchant */
  unknownSerial(serial: string, known: readonly string[] | undefined): WebhookError {
    const received = describeId(serial)
    const there =
      known === undefined
        ? 'no merchant was found for it'
        : `keys are known for ${known.map(describeId).join(', ') || 'none: no certificate could be downloaded so far'}`
    return new WebhookError('unknown-serial', `signed with ${received}; ${there}`, {
      hint: serial.startsWith('PUB_KEY_ID_')
        ? {
            zh: '请在商户平台下载该微信支付公钥，加入 platform.publicKeys；切换期间两种密钥要同时保留',
            en: 'Download this public key from the merchant platform into platform.publicKeys; while switching, keep both kinds.',
          }
        : {
            zh: '平台证书可能已更换：请下载新证书加入 platform.certificates；切换期间两种密钥要同时保留',
            en: 'The platform certificate may have been renewed: add the new one to platform.certificates; while switching, keep both kinds.',
          },
    })
  },

  badSignature(serial: string, length: number): WebhookError {
    return new WebhookError(
      'bad-signature',
      `the signature is not that of ${describeId(serial)} over these ${length} bytes`,
      {
        hint: {
          zh: '请确认传入的是未经解析、未经改写的原始字节，且公钥属于该商户；微信支付也会故意发送错误签名做探测，回复 4xx 即可，随后会重发',
          en: 'Pass the bytes exactly as they arrived, and the key of this very merchant. WeChat Pay also probes with wrong signatures on purpose: answer 4xx, it delivers again.',
        },
      },
    )
  },

  /** @param folded set when the signature matches, but would match other fields too */
  badV2Signature(length: number, folded?: FoldedField): WebhookError {
    if (folded) {
      const inside = `&${folded.inside ?? '…'}=`
      return new WebhookError('bad-signature', `the sign of the XML fits, but ${folded.field} may hold another field`, {
        hint: {
          zh: `${folded.field} 的值与 ${inside} 无法区分：可能有人把两个字段拼成了一个。微信支付会重发真实的通知；若总是如此，请不要在 ${folded.field} 里写 ${inside}`,
          en: `APIv2 signs ${inside} in ${folded.field} like a field of its own, so somebody may have put two together. What is genuine comes again; if it always fails, do not write ${inside} into ${folded.field}.`,
        },
      })
    }
    return new WebhookError('bad-signature', `the sign of the XML does not fit, over ${length} bytes`, {
      hint: {
        zh: '请确认 apiV2Key 是该商户的 APIv2 密钥，且传入的是原始 XML',
        en: 'Is apiV2Key the APIv2 key of this merchant, and the XML as it arrived?',
      },
    })
  },

  /** @param when the time in RFC 3339 */
  tooOld(when: string, now: number, maxAgeSeconds: number): WebhookError {
    const days = (seconds: number): string => `${Math.ceil(seconds / 8_640) / 10} days`
    const age = (now - Date.parse(when)) / 1000
    return new WebhookError(
      'stale',
      `it tells of ${when}, ${days(age)} before this machine's ${new Date(now).toISOString()}; at most ${days(maxAgeSeconds)} are allowed`,
      {
        hint: {
          zh: '可能是有人重放的旧通知；确需接收更早的，请调大 v2MaxAgeSeconds',
          en: 'An old notification replayed? If you do expect such old ones, raise v2MaxAgeSeconds.',
        },
      },
    )
  },

  malformedXml(cause: Error): WebhookError {
    return new WebhookError('malformed', cause.message, {
      cause,
      hint: {
        zh: '不是 APIv2 通知的 XML：请传入原始请求体；含 DOCTYPE 或实体的一律拒绝',
        en: 'Not the XML of an APIv2 notification: pass the raw body. DOCTYPE and entities are refused.',
      },
    })
  },

  unknownV2Event(): WebhookError {
    return new WebhookError('unknown-event', 'genuine, but none of the notifications of APIv2 that are documented', {
      hint: {
        zh: 'APIv2 的通知没有类型字段，本库未能识别；请升级或反馈',
        en: 'APIv2 writes no type on its notifications: is there a newer version of this package?',
      },
    })
  },

  bodyNotRaw(received: string, framework?: Framework): WebhookError {
    const remedies = Object.entries(RAW_BODY)
      .filter(([name]) => framework === undefined || name === framework)
      .map(
        ([name, remedy]) => `
  ${name}: ${remedy}`,
      )
    return new WebhookError(
      'body-not-raw',
      `the body must be the bytes that arrived (Uint8Array, ArrayBuffer or string), received ${received}. ` +
        `A parsed body cannot be verified:${remedies.join('')}`,
      {
        hint: { zh: '请传入未经解析的原始请求体，写法见消息', en: 'Pass the raw body; the message shows how.' },
      },
    )
  },

  bodyIsBase64(): WebhookError {
    return new WebhookError(
      'body-not-raw',
      'the body must be the bytes that arrived, received their Base64, which the signature does not cover',
      {
        hint: {
          zh: '网关把正文转成了 Base64：请把云函数的事件原样传入（含 isBase64Encoded: true），或先解码再作为 rawBody 传入',
          en: 'A gateway has encoded it: pass the event of the function as it is, with isBase64Encoded: true, or decode it into rawBody.',
        },
      },
    )
  },

  tooLarge(limit: number): WebhookError {
    return new WebhookError('too-large', `the body is longer than ${limit} bytes`, {
      hint: {
        zh: '微信支付的通知远小于该限制，请求很可能不是它发出的',
        en: 'Notifications are far smaller: WeChat Pay most likely did not send it.',
      },
    })
  },

  malformed(field: string, expected: string): WebhookError {
    return new WebhookError('malformed', `genuine, but not a notification: ${field} is not ${expected}`, {
      hint: {
        zh: '签名有效但格式不符合文档，请联系微信支付或升级本库',
        en: 'The signature is valid, the format unknown: is there a newer version of this package?',
      },
    })
  },

  notYours(field: string, named: readonly string[], expected: readonly string[]): WebhookError {
    return new WebhookError('not-yours', `genuine, but for ${field} ${listed(named)}; expected ${listed(expected)}`, {
      hint: {
        zh: '该通知属于另一个商户号或 AppID：请检查 notify_url 是否配错',
        en: 'It belongs to another merchant or app: is a notify_url set wrongly?',
      },
    })
  },

  /** @param expected the name in `expect` */
  unnamed(expected: 'mchid' | 'appid' | 'amount'): WebhookError {
    const what = { mchid: 'names no merchant', appid: 'names no app', amount: 'tells no amount' }[expected]
    return new WebhookError(
      expected === 'amount' ? 'wrong-amount' : 'not-yours',
      `genuine, but it ${what}, which expect.${expected} is to be compared with`,
      {
        hint: {
          zh: `该通知没有可比对的字段：若属正常，请让 expect.${expected}(event) 对它返回 undefined`,
          en: `There is nothing to compare. If that is as it should be, let expect.${expected}(event) return undefined for it.`,
        },
      },
    )
  },

  undecryptable(cause: unknown): WebhookError {
    return new WebhookError('undecryptable', 'genuine, but its resource cannot be decrypted with the apiV3Key', {
      cause,
      hint: {
        zh: 'APIv3 密钥与商户平台上设置的不一致，或刚刚更换过；请核对 apiV3Key',
        en: 'apiV3Key differs from the key on the merchant platform, or was just changed there: compare them.',
      },
    })
  },
} as const

function listed(ids: readonly string[]): string {
  return ids.map(describeId).join(', ')
}
