import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Reply, withFile } from '../protocol/reply.ts'
import { isObject } from '../validate/check-value.ts'
import type { Call } from '../protocol/call.ts'

export const compressed: (content: Uint8Array) => Promise<Buffer> = promisify(gzip)

/** Answers with a text file, compressed if the request asks for it. */
export async function textFile(content: Uint8Array, call: Call): Promise<Reply> {
  const asked = wantsGzip(call)
  const encoded = /\bgzip\b/.test(call.headers.get('accept-encoding') ?? '') && !asked
  const { headers, ...reply } = withFile(
    'text/plain; charset=utf-8',
    asked || encoded ? await compressed(content) : content,
  )
  return { ...reply, headers: { ...headers, ...(encoded && { 'Content-Encoding': 'gzip' }) } }
}

export function wantsGzip({ query, body }: Pick<Call, 'query' | 'body'>): boolean {
  const asked = isObject(body) ? { ...query, ...body } : query
  return [asked['tar_type'], asked['tartype']].some((value) => typeof value === 'string' && /^gzip$/i.test(value))
}
