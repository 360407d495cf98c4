import { type SignType, verifyV2 } from 'wechatpay-ts/v2'
import type { SandboxOperation } from '../../../generated/operations.ts'
import { redirect } from '../../answers/answer-v2.ts'
import type { Refusal } from '../../machine/refusal.ts'
import type { MerchantView } from '../../merchant/merchant-view.ts'
import type { Call } from '../call.ts'
import { carryOut } from '../carry-out.ts'
import type { ProtocolDeps } from '../deps.ts'
import { subjectOf } from '../fault-subject.ts'
import type { Exchange } from '../handle-request.ts'
import { decrypterOf } from '../keys.ts'
import type { Found } from '../path-tree.ts'
import { tamper } from '../platform-signature.ts'
import { Refused, refuseIf } from '../refused.ts'
import type { Reply } from '../reply.ts'
import type { Route } from '../route-table.ts'
import { mapFields } from '../sensitive-fields.ts'
import { transportRefusals } from '../transport-refusals.ts'
import { unboundAppid } from '../unbound-appid.ts'
import { checkFields } from './check-fields.ts'
import { type Fields, readFields } from './read-fields.ts'
import { inV2, notUnderstood } from './refusals.ts'
import { inTestSystem, pathInTestSystem } from './test-system.ts'
import { type Asked, failureV2 } from './xml-reply.ts'

/** Fields that name the signer, in the order in which they are searched. */
const MERCHANT_FIELDS = ['mch_id', 'mchid', 'combine_mch_id']

/**
 * Handles a request of APIv2: it checks form, merchant and signature, then answers.
 *
 * @returns undefined to cut the connection instead of answering
 */
export async function handleV2(
  exchange: Exchange,
  found: Found<Route>,
  deps: ProtocolDeps,
): Promise<Reply | undefined> {
  return refusable(exchange, deps, undefined, () => passStages(exchange, found, deps))
}

async function passStages(
  exchange: Exchange,
  { value: { operation, answer }, params }: Found<Route>,
  deps: ProtocolDeps,
): Promise<Reply | undefined> {
  const { request } = exchange
  const received = await readFields(request, operation)
  const known = await findMerchant(received, operation, deps)
  if (!known) return redirect(received)
  const merchant = pathInTestSystem(request.path) === undefined ? known : inTestSystem(known)
  const signType = await checkSignature(received, merchant)
  exchange.merchant = merchant
  const fields = filled(await decryptForTransfer(received, operation, merchant))
  const now = await deps.now()
  exchange.actedAt = now
  const asked: Asked = { fields, merchant, signType }
  const { headers, origin } = request
  const call: Call = { merchant, params, query: {}, headers, origin, body: fields, now, signType }
  exchange.fault = await deps.faults.take(subjectOf(request, call, operation), merchant.mchid)
  const reply = await carryOut(
    exchange.fault,
    operation,
    () =>
      refusable(exchange, deps, asked, async () => {
        if (deps.rateLimit?.allow(merchant.mchid) === false) throw new Refused(transportRefusals.tooManyRequests)
        refuseIf(checkFields(operation, call, deps.policy))
        refuseIf(unboundAppid(operation, fields, merchant))
        return operation.redirect ? redirect(fields) : answer(call)
      }),
    (refusal) => refusable(exchange, deps, asked, () => Promise.reject(new Refused(refusal))),
    deps.closing,
  )
  return exchange.fault?.kind === 'tamper' && reply ? { ...reply, body: tamper(reply.body) } : reply
}

/** @param asked facts about the request once its signature is checked */
async function refusable<R extends Reply | undefined>(
  exchange: Exchange,
  deps: ProtocolDeps,
  asked: Asked | undefined,
  act: () => Promise<R>,
): Promise<R | Reply> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refused)) deps.onError?.(error)
    const given: Refusal = error instanceof Refused ? error.refusal : transportRefusals.systemError
    const refusal = inV2(given)
    if (given.reason !== undefined) exchange.reason = given.reason
    exchange.code = (asked && 'err_code' in refusal ? refusal.err_code : undefined) ?? 'FAIL'
    return failureV2(refusal, asked)
  }
}

/** @returns undefined for a page that needs no signature */
async function findMerchant(
  fields: Fields,
  { redirect, query }: SandboxOperation,
  { merchants }: ProtocolDeps,
): Promise<MerchantView | undefined> {
  if (redirect && !query.properties?.['sign']) return undefined
  const name = MERCHANT_FIELDS.find((candidate) => fields[candidate] !== undefined)
  const merchant = name === undefined ? undefined : await merchants.find(fields[name]!)
  if (!merchant) throw new Refused(notUnderstood('商户号mch_id错误'))
  return merchant
}

/** @returns the signature type, by the length of the signature and by `sign_type`, if present */
async function checkSignature(fields: Fields, { apiV2Key }: MerchantView): Promise<SignType> {
  const { sign, sign_type } = fields
  if (!sign) throw new Refused(notUnderstood('缺少参数sign'))
  const signType = sign.length === 64 ? 'HMAC-SHA256' : 'MD5'
  const isAsSaid = sign_type === undefined || sign_type === '' || sign_type === signType
  if (!isAsSaid || !(await verifyV2(fields, apiV2Key))) throw new Refused(notUnderstood('签名错误'))
  return signType
}

/** Removes the checked signature, and empty fields, which are not signed. */
function filled({ sign: _checked, ...fields }: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

async function decryptForTransfer(
  fields: Fields,
  { encryptForTransfer = [] }: SandboxOperation,
  { platformKey }: MerchantView,
): Promise<Fields> {
  const plain = await mapFields(fields, encryptForTransfer, async (ciphertext, pointer) => {
    try {
      return await decrypterOf(platformKey.privateKey).decrypt(ciphertext)
    } catch {
      throw new Refused(notUnderstood(`${pointer.slice(1)}解密失败`))
    }
  })
  return plain as Fields
}
