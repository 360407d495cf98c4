import type { SandboxOperation } from '../../generated/operations.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { type Reply, success, withFile } from '../protocol/reply.ts'
import { isObject } from '../validate/check-value.ts'
import { tell } from './compose.ts'
import { encryptAnswer } from './encrypt-answer.ts'
import { bill, image, pdf, sha1 } from './files.ts'
import { textFile, wantsGzip } from './text-file.ts'

/** Says that an answer was made of the spec's examples: nothing was done, and nothing is remembered. */
const BY_EXAMPLE = { 'Sandbox-Answer': 'example' } as const

/** Answers as the spec describes it, with no state behind it. */
export function answerByExample(operation: SandboxOperation): Answer {
  const telling = tellV3(operation)
  return async (call) => byExample(await telling(call))
}

/** Says of a reply that it is an example. */
export function byExample(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, ...BY_EXAMPLE } }
}

/** Makes the reply that the spec describes, with what the call says in it. */
export function tellV3({ answer }: SandboxOperation): (call: Call, seed?: string) => Promise<Reply> {
  const { kind, status = 200, unsigned } = answer
  return async (call, seed) => ({ ...(await make(call, seed)), status, ...(unsigned && { signs: 'nothing' }) })

  async function make(call: Call, seed: string | undefined): Promise<Reply> {
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
        const told = tell(answer, call, seed)
        return success((await encryptAnswer(withBill(told, call), answer, call.merchant)) as object)
      }
    }
  }
}

/** The example of a bill; the signature covers its digest where the operation says so. */
async function statement(call: Call, signsDigest: true | undefined): Promise<Reply> {
  const reply = await textFile(bill, call)
  if (!signsDigest) return reply
  const digest = sha1(bill)
  const signs = Buffer.from(JSON.stringify({ sha1: digest }))
  return { ...reply, headers: { ...reply.headers, 'Wechatpay-Statement-Sha1': digest }, signs }
}

/** What an example's download address names instead of a bill. */
export const EXAMPLE_TOKEN = 'example'

/** The example of a bill, as its download address answers. */
export async function downloadExample(call: Call): Promise<Reply> {
  const reply = await textFile(bill, call)
  return { ...byExample(reply), signs: 'nothing' }
}

/** Where an answer tells of a bill, it is the one that the sandbox hands out, with its true digest. */
function withBill(answer: unknown, call: Call): unknown {
  if (!isObject(answer) || typeof answer['hash_value'] !== 'string' || typeof answer['download_url'] !== 'string')
    return answer
  return { ...answer, hash_type: 'SHA1', hash_value: sha1(bill), download_url: downloadAddress(call, EXAMPLE_TOKEN) }
}

/** Where a bill is downloaded. */
export function downloadAddress(call: Call, token: string): string {
  return `${call.origin}/v3/billdownload/file?token=${token}${wantsGzip(call) ? '&tartype=gzip' : ''}`
}
