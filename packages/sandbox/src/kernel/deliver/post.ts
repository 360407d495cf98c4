import { type IncomingMessage, Agent as HttpAgent, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { parseXml } from 'wechatpay-ts/v2'
import type { Envelope } from './envelope.ts'
import { reservedName } from './reserved-names.ts'

/** How an endpoint answered a notification. The endpoint accepted it when there is a status and no error. */
export interface Reply {
  readonly status?: number
  readonly error?: string
  readonly replyExcerpt?: string
  readonly durationMs: number
}

/** Time that WeChat Pay waits for an answer. */
const LIMIT_MS = 5_000
const EXCERPT_BYTES = 1_024

/**
 * Delivers a notification once. Failures are part of the reply; the function never throws.
 *
 * @param limitMs real time for the whole delivery: connecting, sending, waiting, reading
 */
export async function post(url: string, envelope: Envelope, limitMs: number = LIMIT_MS): Promise<Reply> {
  const started = performance.now()
  const elapsed = (): number => Math.round(performance.now() - started)
  const signal = AbortSignal.timeout(limitMs)
  try {
    const response = await send(url, envelope, signal)
    const status = response.statusCode ?? 0
    const replyExcerpt = await readExcerpt(response)
    const error = refusal(status) ?? unacknowledged(replyExcerpt, envelope.acknowledgement)
    return { status, durationMs: elapsed(), ...(error && { error }), ...(replyExcerpt && { replyExcerpt }) }
  } catch (error) {
    const tooSlow = `${limitMs / 1000} 秒内没有应答 · no answer within ${limitMs / 1000} s`
    return { durationMs: elapsed(), error: signal.aborted ? tooSlow : describe(error) }
  }
}

/** Each notification gets a new connection, which cannot have grown stale. */
const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) }

/** Sends exactly the given headers; `fetch` would add a browser's. */
async function send(url: string, { headers, body }: Envelope, signal: AbortSignal): Promise<IncomingMessage> {
  if (!URL.canParse(url)) throw new Error('通知地址无法解析 · the address cannot be parsed')
  const address = new URL(url)
  const reserved = reservedName(address)
  if (reserved !== undefined) throw new Error(reserved)
  // A scheme may be written in capitals.
  const [request, agent] = address.protocol === 'https:' ? [requestHttps, agents.https] : [requestHttp, agents.http]
  return new Promise((resolve, reject) => {
    request(
      url,
      { method: 'POST', agent, signal, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } },
      resolve,
    )
      .on('error', reject)
      .end(body)
  })
}

async function readExcerpt(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= EXCERPT_BYTES) break
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, EXCERPT_BYTES))
}

/**
 * Returns why an answer does not count as accepted. APIv2 repeats a notification until `return_code` says SUCCESS,
 * whatever the status.
 */
function unacknowledged(reply: string, acknowledgement: Envelope['acknowledgement']): string | undefined {
  if (acknowledgement === undefined || returnCode(reply) === 'SUCCESS') return undefined
  return '应答的 return_code 不是 SUCCESS · the return_code of the answer is not SUCCESS'
}

function returnCode(reply: string): string | undefined {
  try {
    return parseXml(reply)['return_code']
  } catch {
    return undefined
  }
}

function refusal(status: number): string | undefined {
  if (status === 200 || status === 204) return undefined
  return status >= 300 && status < 400
    ? '不跟随重定向 · redirects are not followed'
    : '应答不是 200 或 204 · the answer is neither 200 nor 204'
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
