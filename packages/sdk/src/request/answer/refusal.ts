import { utf8Decode } from '../../crypto/utf8-decode.ts'
import {
  ApiError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  SignatureRefusedError,
  type ApiErrorDetails,
} from '../../errors/api-error.ts'
import { chooseHint } from '../../errors/error-hints.ts'
import type { Hint } from '../../errors/wechatpay-error.ts'
import { explainSignature } from './explain-signature.ts'
import { mediaTypeOf } from './media-type.ts'
import { productOf } from '../../operation/product-of.ts'
import { MAX_REFUSAL_BYTES, type TransportResponse } from '../../transport/transport.ts'

/** Remedies by status, for refusals whose code and message do not explain them. */
const HINTS: Readonly<Record<number, Hint>> = {
  400: {
    zh: '请按 message 与 detail 修正参数；与订单状态有关的，先查询订单。同一单号只能原参重试',
    en: 'Correct what message and detail name; where it is about a state, query the order first. A number repeats only with identical parameters.',
  },
  401: {
    zh: '请核对商户号、证书序列号、私钥与本机时间',
    en: 'Check merchant number, certificate serial, private key and this machine’s clock.',
  },
  403: {
    zh: '请核对商户号、appid、服务 ID 的绑定关系与产品权限',
    en: 'Check that merchant number, appid and service id are bound, and the product is enabled.',
  },
  404: {
    zh: '请核对单号、appid、服务 ID 与创建时是否一致，以及接口地址',
    en: 'Check that number, appid and service id are those of the creation, and the address.',
  },
  429: {
    zh: '请降低频率；涉及资金的调用先查询再重试',
    en: 'Call less often; where money moves, query before you repeat.',
  },
  500: { zh: '请用完全相同的参数重试', en: 'Repeat with identical parameters.' },
}

/** Remedies for refusals without a body, as WeChat Pay answers unknown paths and methods. */
const SILENT_HINTS: Readonly<Record<number, Hint>> = {
  404: {
    zh: '没有这个接口：请核对链的拼写与 baseUrl（只写协议与域名，不含 /v3）',
    en: 'There is no such operation: check how the chain is spelled, and baseUrl (scheme and host, without /v3).',
  },
  405: {
    zh: '这个地址不支持此方法：请核对 get、post 等',
    en: 'The address does not take this method: check get, post and the like.',
  },
}

/**
 * Creates the error for an answer that is not 2xx. Such answers are unsigned: they are always refusals, never
 * successes.
 */
export async function refusalOf(
  operation: string,
  response: TransportResponse,
  signed: Uint8Array,
  now: number,
): Promise<ApiError> {
  const { status, headers, body } = response
  const { code, message, detail } = readBody(body)
  const foreign = code === undefined && message === undefined ? foreignHint(response) : undefined
  const documented = await documentedHint(operation, code, message)
  const explained =
    status === 401 ? (explainSignature(detail, signed) ?? explainClock(headers['date'], now)) : undefined
  const silent = body.length === 0 ? SILENT_HINTS[status] : undefined
  const hint = explained ?? documented ?? silent ?? foreign ?? HINTS[status >= 500 ? 500 : status]
  const details: ApiErrorDetails = {
    operation,
    status,
    apiCode: code ?? `HTTP_${status}`,
    apiMessage: message ?? '',
    detail,
    requestId: headers['request-id'],
    retryAfterMs: retryAfterMs(headers['retry-after'], now),
    ...(hint ? { hint } : {}),
  }
  if (status === 401) return new SignatureRefusedError(details)
  if (status === 403) return new PermissionError(details)
  if (status === 404) return new NotFoundError(details)
  if (status === 429) return new RateLimitError(details)
  return status >= 500 ? new ServerError(details) : new ApiError(details)
}

/**
 * The remedy for an answer that WeChat Pay does not give: a page instead of JSON, a redirection, or a proxy that wants to
 * know its user.
 */
function foreignHint({ status, headers, body }: TransportResponse): Hint | undefined {
  if (body.length === 0 && status >= 400 && status !== 407) return undefined
  const type = mediaTypeOf(headers)
  const again = status >= 500
  return {
    zh: `应答（${type}）不是微信支付的，多半来自代理、网关或登录页：请检查网络出口的代理与 baseUrl${again ? '，再用完全相同的参数重试' : ''}`,
    en: `The answer (${type}) is not WeChat Pay's, but of a proxy, gateway or login page: check the proxy of your network and baseUrl${again ? ', then repeat with identical parameters' : ''}.`,
  }
}

/** Returns the remedy from the operation's error table. The tables are loaded with the first refusal. */
export async function documentedHint(
  operation: string,
  code: string | undefined,
  message: string | undefined,
): Promise<Hint | undefined> {
  if (!code) return undefined
  try {
    const { hintLoaders } = await import('../../generated/hints/index.ts')
    const product = productOf(operation.slice(operation.indexOf(' ') + 1))
    const load = Object.hasOwn(hintLoaders, product) ? hintLoaders[product] : undefined
    const hints = (await load?.())?.hints ?? {}
    return Object.hasOwn(hints, operation) ? chooseHint(hints[operation] ?? [], code, message) : undefined
  } catch {
    // The refusal matters more. A deployment may delete modules that a running program has yet to load.
    return undefined
  }
}

/**
 * WeChat Pay refuses requests whose time differs by five minutes; from half of that on, the hint mentions the clock.
 */
function explainClock(date: string | undefined, now: number): Hint | undefined {
  const theirs = Date.parse(date ?? '')
  if (!(Math.abs(theirs - now) > 150_000)) return undefined
  const there = new Date(theirs).toISOString()
  const here = new Date(now).toISOString()
  return {
    zh: `本机时间 ${here} 与服务器时间 ${there} 相差过大：请校准本机时钟（NTP）`,
    en: `The clock here says ${here}, the server's ${there}: set this machine's clock (NTP).`,
  }
}

/** Parses `Retry-After`: seconds or a date. */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const ms = /^\d{1,9}$/.test(value ?? '') ? Number(value) * 1000 : Date.parse(value ?? '') - now
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0)
}

/**
 * Parses the body leniently, because gateways answer with HTML and some statuses have no body. A body longer than any
 * refusal is ignored, whatever the transport.
 */
function readBody(body: Uint8Array): { code?: string; message?: string; detail?: unknown } {
  if (body.length >= MAX_REFUSAL_BYTES) return {}
  try {
    const { code, message, detail } = JSON.parse(utf8Decode(body)) as Record<string, unknown>
    return {
      ...(typeof code === 'string' && code !== '' ? { code } : {}),
      ...(typeof message === 'string' ? { message } : {}),
      detail,
    }
  } catch {
    return {}
  }
}
