import { createHash } from 'node:crypto'
import { XmlError, parseXml, signV2, verifyV2 } from 'wechatpay-ts/v2'
import type { SandboxOperation, SandboxUpload } from '../../generated/operations.ts'
import { carryOut } from '../protocol/carry-out.ts'
import type { ProtocolDeps } from '../protocol/deps.ts'
import type { Exchange } from '../protocol/handle-request.ts'
import { decrypterOf } from '../protocol/keys.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { Found } from '../protocol/path-tree.ts'
import { tamper } from '../protocol/platform-signature.ts'
import type { ReceivedRequest } from '../protocol/received-request.ts'
import { Refused } from '../protocol/refused.ts'
import type { Reply } from '../protocol/reply.ts'
import type { Route } from '../protocol/route-table.ts'
import { mapFields } from '../protocol/sensitive-fields.ts'
import { BY_EXAMPLE } from './answer.ts'
import { compose } from './compose.ts'
import { encryptAnswer } from './encrypt-answer.ts'
import { transferKey } from './transfer-key.ts'
import { readForm } from './upload.ts'
import { writeXml } from './write-xml.ts'

type Fields = Readonly<Record<string, string>>

/** A refusal of APIv2: under status 200, in words only. */
class RefusedV2 extends Error {
  override readonly name = 'RefusedV2'
}

/** Fields that name who signs, in the order in which they are looked for. */
const MERCHANT_FIELDS = ['mch_id', 'mchid', 'combine_mch_id']

/**
 * Handles a request of APIv2: form, merchant, signature; then the answer by example. What kind of value a field takes is
 * not checked: the documentation of APIv2 is not reliable enough for that.
 *
 * @returns nothing when the connection is to be cut instead of an answer
 */
export async function handleV2(
  exchange: Exchange,
  { value: { operation, answer }, params }: Found<Route>,
  deps: ProtocolDeps,
): Promise<Reply | undefined> {
  const { request } = exchange
  try {
    const fields = await readFields(request, operation)
    const merchant = await findMerchant(fields, operation, deps)
    if (merchant) await checkSignature(fields, merchant)
    if (merchant) exchange.merchant = merchant
    const body = merchant ? await decryptForTransfer(fields, operation, merchant) : fields
    const now = await deps.now()
    exchange.actedAt = now
    exchange.fault = await deps.faults.take(
      { target: 'api', method: request.method, path: request.path },
      merchant?.mchid,
    )
    const act = async (): Promise<Reply> => {
      if (!merchant || operation.redirect) return redirect(fields)
      if (operation.answer.kind === 'xml') return xmlReply(await tell(operation, body, merchant))
      return answer({ merchant, params, query: fields, headers: request.headers, body, now })
    }
    const reply = await carryOut(exchange.fault, act)
    return exchange.fault?.kind === 'tamper' && reply ? { ...reply, body: tamper(reply.body) } : reply
  } catch (error) {
    if (!(error instanceof RefusedV2 || error instanceof Refused)) deps.onError?.(error)
    exchange.code = 'FAIL'
    const message =
      error instanceof RefusedV2 ? error.message : error instanceof Refused ? error.refusal.message : '系统错误'
    return xmlReply({ return_code: 'FAIL', return_msg: message })
  }
}

async function readFields(request: ReceivedRequest, { content, upload }: SandboxOperation): Promise<Fields> {
  if (content === 'none') return Object.fromEntries(request.query)
  if (upload) return readUploadFields(request, upload)
  try {
    return parseXml(await request.body())
  } catch (error) {
    if (error instanceof XmlError) throw new RefusedV2('XML格式错误', { cause: error })
    throw error
  }
}

async function readUploadFields(request: ReceivedRequest, upload: SandboxUpload): Promise<Fields> {
  const form = await readForm(request)
  const file = form.get(upload.file)
  if (!(file instanceof File)) throw new RefusedV2(`缺少文件 ${upload.file}`)
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const fields = Object.fromEntries(texts)
  const digest = createHash(upload.algorithm)
    .update(await file.bytes())
    .digest('hex')
  if (fields[upload.digest]?.toLowerCase() !== digest) throw new RefusedV2(`${upload.digest}与文件不一致`)
  return fields
}

/** @returns nothing for a page that takes no signature, so that nobody has to prove anything */
async function findMerchant(
  fields: Fields,
  { redirect, query }: SandboxOperation,
  { merchants }: ProtocolDeps,
): Promise<MerchantView | undefined> {
  if (redirect && !query.properties?.['sign']) return undefined
  const name = MERCHANT_FIELDS.find((candidate) => fields[candidate] !== undefined)
  const merchant = name === undefined ? undefined : await merchants.find(fields[name]!)
  if (!merchant) throw new RefusedV2('商户号mch_id错误')
  return merchant
}

async function checkSignature(fields: Fields, { apiV2Key }: MerchantView): Promise<void> {
  if (!fields['sign']) throw new RefusedV2('缺少参数sign')
  if (!(await verifyV2(fields, apiV2Key))) throw new RefusedV2('签名错误')
}

async function decryptForTransfer(
  fields: Fields,
  { encryptForTransfer = [] }: SandboxOperation,
  { platformKey }: MerchantView,
): Promise<Fields> {
  const plain = await mapFields(fields, encryptForTransfer, async (ciphertext, pointer) => {
    try {
      return await decrypterOf(platformKey.privateKey).decrypt(ciphertext)
    } catch (error) {
      throw new RefusedV2(`${pointer.slice(1)}解密失败`, { cause: error })
    }
  })
  return plain as Fields
}

/** What is answered, signed as the request was where the answer is documented with a signature. */
async function tell(
  { answer, path }: SandboxOperation,
  { sign, ...said }: Fields,
  merchant: MerchantView,
): Promise<Record<string, unknown>> {
  const told = compose(answer, { params: {}, query: {}, body: said }) as Record<string, unknown>
  const fields = (await encryptAnswer(told, answer, merchant)) as Record<string, unknown>
  if (path === '/risk/getpublickey') fields['pub_key'] = transferKey(merchant)
  if (!('sign' in fields)) return fields
  const type = sign?.length === 64 ? 'HMAC-SHA256' : 'MD5'
  return { ...fields, sign: await signV2(fields as Fields, merchant.apiV2Key, type) }
}

function redirect(fields: Fields): Reply {
  const location = fields['redirect_uri'] ?? fields['return_web'] ?? 'https://pay.weixin.qq.com/'
  return { status: 302, body: new Uint8Array(), headers: { Location: location, ...BY_EXAMPLE }, signs: 'nothing' }
}

function xmlReply(fields: Readonly<Record<string, unknown>>): Reply {
  const headers = { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache', ...BY_EXAMPLE }
  return { status: 200, body: Uint8Array.from(Buffer.from(writeXml(fields))), headers, signs: 'nothing' }
}
