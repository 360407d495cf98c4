import { gzipSync } from 'node:zlib'
import type { SandboxOperation } from '../../generated/operations.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { type Reply, success, withFile } from '../protocol/reply.ts'
import { isObject } from '../validate/check-value.ts'
import { compose, type Said } from './compose.ts'
import { encryptAnswer } from './encrypt-answer.ts'
import { bill, image, pdf, sha1 } from './files.ts'

/** Says that an answer was made of the spec's examples: nothing was done, and nothing is remembered. */
export const BY_EXAMPLE = { 'Sandbox-Answer': 'example' } as const

/** Answers as the spec describes it, with no state behind it. */
export function answerByExample({ answer }: SandboxOperation): Answer {
  const { kind, status = 200, unsigned } = answer
  return async (call) => {
    const reply = await make(call)
    return { ...reply, status, headers: { ...reply.headers, ...BY_EXAMPLE }, ...(unsigned && { signs: 'nothing' }) }
  }

  async function make(call: Call): Promise<Reply> {
    switch (kind) {
      case 'pdf':
        return withFile('application/pdf', pdf)
      case 'image':
        return withFile('image/png', image)
      case 'text':
        return statement(call, answer.signsDigest)
      case 'empty':
        return success(undefined)
      default: {
        const told = compose(answer, call)
        return success((await encryptAnswer(withBill(told, call), answer, call.merchant)) as object)
      }
    }
  }
}

/** A file of text, compressed where the request asks for that. */
function statement(call: Call, signsDigest: true | undefined): Reply {
  const asked = wantsGzip(call)
  const encoded = /\bgzip\b/.test(call.headers.get('accept-encoding') ?? '') && !asked
  const reply = withFile('text/plain; charset=utf-8', asked || encoded ? gzipSync(bill) : bill)
  const headers = { ...reply.headers, ...(encoded && { 'Content-Encoding': 'gzip' }) }
  if (!signsDigest) return { ...reply, headers }
  const digest = sha1(bill)
  const signs = Buffer.from(JSON.stringify({ sha1: digest }))
  return { ...reply, headers: { ...headers, 'Wechatpay-Statement-Sha1': digest }, signs }
}

export function wantsGzip({ query, body }: Said): boolean {
  const asked = isObject(body) ? { ...query, ...body } : query
  return [asked['tar_type'], asked['tartype']].some((value) => typeof value === 'string' && /^gzip$/i.test(value))
}

/** Where an answer tells of a bill, it is the one that the sandbox hands out, with its true digest. */
function withBill(answer: unknown, said: Said): unknown {
  if (!isObject(answer) || typeof answer['hash_value'] !== 'string' || typeof answer['download_url'] !== 'string')
    return answer
  const download = `https://api.mch.weixin.qq.com/v3/billdownload/file?token=example${wantsGzip(said) ? '&tartype=gzip' : ''}`
  return { ...answer, hash_type: 'SHA1', hash_value: sha1(bill), download_url: download }
}
