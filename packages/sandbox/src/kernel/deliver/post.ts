import { parseXml } from 'wechatpay-ts/v2'
import type { Envelope } from './envelope.ts'

/** How an endpoint answered a notification. It was accepted when there is a status and no error. */
export interface Reply {
  readonly status?: number
  readonly error?: string
  readonly replyExcerpt?: string
  readonly durationMs: number
}

/** What WeChat Pay waits. */
const LIMIT_MS = 5_000
const EXCERPT_BYTES = 1_024

/**
 * Delivers once. Whatever goes wrong is part of the reply; nothing is thrown.
 *
 * @param limitMs real time for everything: connecting, sending, waiting, reading
 */
export async function post(
  url: string,
  { headers, body, acknowledgement }: Envelope,
  limitMs: number = LIMIT_MS,
): Promise<Reply> {
  const started = performance.now()
  const elapsed = (): number => Math.round(performance.now() - started)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    })
    const replyExcerpt = await readExcerpt(response)
    const error = response.ok ? unacknowledged(replyExcerpt, acknowledgement) : refusal(response.status)
    return {
      status: response.status,
      durationMs: elapsed(),
      ...(error && { error }),
      ...(replyExcerpt && { replyExcerpt }),
    }
  } catch (error) {
    return { durationMs: elapsed(), error: describe(error, limitMs) }
  }
}

async function readExcerpt(response: Response): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < EXCERPT_BYTES) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  await reader.cancel()
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, EXCERPT_BYTES))
}

/** APIv2 repeats a notification until `return_code` says that it was accepted, whatever the status. */
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

function refusal(status: number): string {
  return status >= 300 && status < 400
    ? '不跟随重定向 · redirects are not followed'
    : '应答不是 2xx · the answer is not 2xx'
}

function describe(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `${limitMs / 1000} 秒内没有应答 · no answer within ${limitMs / 1000} s`
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
