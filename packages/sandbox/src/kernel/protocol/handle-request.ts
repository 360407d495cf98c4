import { checkRequest } from '../validate/check-request.ts'
import { checkFile, readUpload } from '../answers/upload.ts'
import { isObject } from '../validate/check-value.ts'
import { authenticate } from './authenticate.ts'
import { isPayment } from './authorization.ts'
import type { Call } from './call.ts'
import { carryOut } from './carry-out.ts'
import type { ProtocolDeps } from './deps.ts'
import { subjectOf } from './fault-subject.ts'
import type { Fault } from '../faults/faults.ts'
import { languageOf } from './localise.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { answerKey } from './platform-signature.ts'
import { readJson } from './read-json.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Refused, refuseIf } from './refused.ts'
import type { Refusal } from '../machine/refusal.ts'
import { type Reply, anonymous, failure, signed, silence } from './reply.ts'
import type { Route, RouteTable } from './route-table.ts'
import { type Encrypted, decryptSensitiveFields } from './sensitive-fields.ts'
import { transportRefusals } from './transport-refusals.ts'
import { unboundAppid } from './unbound-appid.ts'

/** Facts about a request that become known during handling. */
export interface Exchange {
  readonly request: ReceivedRequest
  /** Virtual instant of acting, ms. */
  actedAt?: number
  merchant?: MerchantView
  fault?: Fault | undefined
  /** Code of the answered error. */
  code?: string
  /** Details of the error that the merchant does not see. */
  reason?: string
}

/** @returns undefined to cut the connection instead of answering */
export async function handleRequest(
  exchange: Exchange,
  table: RouteTable,
  deps: ProtocolDeps,
): Promise<Reply | undefined> {
  const reply = await refusable(exchange, deps, () => passStages(exchange, table, deps))
  const { merchant, fault, request } = exchange
  if (reply?.status === 401 && isPayment(request.path)) return anonymous(reply)
  if (!reply || !merchant) return reply
  const isSuccess = reply.status >= 200 && reply.status < 300
  if (!isSuccess && !deps.policy.signErrors) return reply
  const now = deps.wallClock()
  const key = answerKey({ merchant, now, share: deps.share }, request.headers.get('wechatpay-serial'))
  return signed(reply, key, now, fault?.kind)
}

/** Runs the stages of a request in production's order; each may refuse. */
async function passStages(exchange: Exchange, table: RouteTable, deps: ProtocolDeps): Promise<Reply | undefined> {
  const { request } = exchange
  const found = await table.find(request.method, request.path)
  if (typeof found === 'number') return silence(found)
  const { value: route, params } = found
  const needsName = deps.policy.requireAcceptAndUserAgent && !isPayment(request.path)
  if (needsName && !namesItself(request)) throw new Refused(transportRefusals.agentMissing)

  const upload = route.operation.upload && (await readUpload(request, route.operation.upload))
  const { unsignedRequest } = route.operation
  const merchant = unsignedRequest ? await named(request, deps) : await authenticate(request, deps, upload?.signed)
  if (!unsignedRequest) exchange.merchant = merchant
  if (deps.rateLimit?.allow(merchant.mchid) === false) throw new Refused(transportRefusals.tooManyRequests)

  const encrypted = { merchant, serial: request.headers.get('wechatpay-serial'), now: deps.wallClock() }
  const parts = {
    params,
    query: await plainQuery(request, route, encrypted),
    body: await readJson(request, route.operation, encrypted, deps.policy, upload?.signed),
  }
  refuseIf(checkRequest(route.operation, parts, deps))
  const query: Record<string, string> = Object.fromEntries(parts.query)
  if (namesAnother(parts.body, merchant)) throw new Refused(transportRefusals.mchidMismatch)
  refuseIf(unboundAppid(route.operation, { ...query, ...(isObject(parts.body) && parts.body) }, merchant))

  if (upload) checkFile(upload, parts.body)

  const now = await deps.now()
  exchange.actedAt = now
  const { headers, origin } = request
  const call: Call = { merchant, params, query, headers, origin, body: parts.body, now }
  exchange.fault = await deps.faults.take(subjectOf(request, call, route.operation), merchant.mchid)
  return carryOut(
    exchange.fault,
    route.operation,
    () => refusable(exchange, deps, () => route.answer(call)),
    (refusal) => refusable(exchange, deps, () => Promise.reject(new Refused(refusal))),
    deps.closing,
  )
}

/** The merchant named in the query. Nothing authenticates the request: its address is the secret. */
async function named({ query }: ReceivedRequest, { merchants }: ProtocolDeps): Promise<MerchantView> {
  const merchant = await merchants.find(query.get('mchid') ?? '')
  if (!merchant) throw new Refused(transportRefusals.certificateNone)
  return merchant
}

/** The query parameters, with sensitive ones in plaintext. */
async function plainQuery(
  { query }: ReceivedRequest,
  { operation: { encryptQuery: encrypt } }: Route,
  encrypted: Encrypted,
): Promise<URLSearchParams> {
  if (!encrypt) return query
  const plain = (await decryptSensitiveFields({ encrypt }, Object.fromEntries(query), encrypted)) as object
  return new URLSearchParams(Object.entries(plain) as [string, string][])
}

function namesItself({ headers }: ReceivedRequest): boolean {
  return Boolean(headers.get('accept') && headers.get('user-agent'))
}

/** Whether the body names another merchant, or another partner, as the one that sends it. */
function namesAnother(body: unknown, { mchid }: MerchantView): boolean {
  if (!isObject(body)) return false
  return ['mchid', 'sp_mchid'].some((name) => body[name] !== undefined && body[name] !== mchid)
}

/** Converts errors to answers: refusals unchanged, anything else to 500. */
async function refusable<T>(exchange: Exchange, deps: ProtocolDeps, work: () => Promise<T>): Promise<T | Reply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refused)) deps.onError?.(error)
    const refusal: Refusal = error instanceof Refused ? error.refusal : transportRefusals.systemError
    exchange.code = refusal.code
    if (refusal.reason !== undefined) exchange.reason = refusal.reason
    return failure(refusal, languageOf(exchange.request.headers.get('accept-language')))
  }
}
