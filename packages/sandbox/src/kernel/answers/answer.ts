import type { SandboxOperation } from '../../generated/operations.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { type Reply, success, withFile } from '../protocol/reply.ts'
import { fillExample } from './compose.ts'
import { encryptAnswer } from './encrypt-answer.ts'
import { withBill } from './example-bill.ts'
import { bill, image, pdf, sha1 } from './files.ts'
import { textFile } from './text-file.ts'

/** Marks an answer from the spec's examples: nothing was done or remembered. */
const BY_EXAMPLE = { 'Sandbox-Answer': 'example' } as const

/** Answers an operation by the spec's example, without state. */
export function answerByExample(operation: SandboxOperation): Answer {
  const create = answerCreator(operation)
  return async (call) => byExample(await create(call))
}

/** Marks a reply as an example. */
export function byExample(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, ...BY_EXAMPLE } }
}

/** Returns a function that creates the documented reply, filled with values of the call. */
export function answerCreator({ answer, path }: SandboxOperation): (call: Call, seed?: string) => Promise<Reply> {
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
        const filled = await encryptAnswer(fillExample(answer, call, seed), answer, call.merchant)
        return success((await withBill(filled, path, call)) as object)
      }
    }
  }
}

/** The example bill. The signature covers its digest where the operation requires that. */
async function statement(call: Call, signsDigest: true | undefined): Promise<Reply> {
  const reply = await textFile(bill, call)
  if (!signsDigest) return reply
  const digest = sha1(bill)
  const signs = Buffer.from(JSON.stringify({ sha1: digest }))
  return { ...reply, headers: { ...reply.headers, 'Wechatpay-Statement-Sha1': digest }, signs }
}
