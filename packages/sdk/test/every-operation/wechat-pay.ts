import { createMerchant } from '../../../sandbox/src/kernel/merchant/create-merchant.ts'
import { type SandboxPolicy, createPolicy } from '../../../sandbox/src/products/index.ts'
import { createApi } from '../../../sandbox/src/kernel/protocol/api.ts'
import type { ApiDeps } from '../../../sandbox/src/kernel/protocol/deps.ts'
import { inTestSystem } from '../../../sandbox/src/kernel/protocol/v2/test-system.ts'
import { TrafficShare } from '../../../sandbox/src/kernel/protocol/traffic-share.ts'
import { viewOf } from '../../../sandbox/src/kernel/merchant/merchants.ts'
import { WechatPay } from '../../src/index.ts'
import type { Transport, TransportRequest, TransportResponse } from '../../src/index.ts'

/** A request and its answer, as sent over the wire. */
export interface Exchange {
  readonly request: TransportRequest
  readonly response: TransportResponse
}

/**
 * A client configured for production, connected to a sandbox that answers every operation by example, including those
 * it implements with state. The two share nothing but the wire.
 */
export async function openWechatPay() {
  const made = await createMerchant()
  const { mchid } = made
  // A client refuses the serials of a sandbox where it would send to WeChat Pay, so this one is production's.
  const certificate = { ...made.secrets.certificates[0]!, serial: '5F'.padEnd(40, '0') }
  const secrets = { ...made.secrets, certificates: [certificate] }
  const record = { ...made, secrets }
  const appids: string[] = []
  const merchant = { ...viewOf(record), appids }
  const now = Date.UTC(2026, 2, 1, 2)
  const missing = (): never => {
    throw new Error('an answer by example has no state')
  }
  const deps: ApiDeps<SandboxPolicy> = {
    policy: createPolicy(),
    now: () => Promise.resolve(now),
    wallClock: () => now,
    merchants: { find: (number) => Promise.resolve(number === mchid ? merchant : undefined) },
    users: { find: missing },
    entities: {
      transaction: missing,
      change: missing,
      find: missing,
      findByKey: missing,
      openOf: missing,
      findOfAny: missing,
      numberedPage: missing,
      each: missing,
    },
    statements: {} as never,
    routes: {},
    share: new TrafficShare(),
    faults: { take: () => Promise.resolve(undefined) },
    resetConnection: missing,
    onError: (error) => errors.push(error),
  }
  const errors: unknown[] = []
  const api = createApi(deps)
  const exchanges: Exchange[] = []
  let forge: ((response: TransportResponse) => TransportResponse) | undefined

  const transport: Transport = {
    presentsCertificates: true,
    async send(request) {
      const { method, url, headers, body } = request
      const answer = await api.request(url, {
        method,
        headers,
        ...(body.length > 0 && { body: Uint8Array.from(body) }),
      })
      const response = {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      }
      exchanges.push({ request, response })
      return forge?.(response) ?? response
    },
  }
  const keys = { merchant: certificate, platform: secrets.platformKey, apiV2Key: secrets.apiV2Key }
  const testKey = inTestSystem(merchant).apiV2Key
  const options = {
    mchid,
    merchant: {
      privateKey: certificate.privateKey,
      certificateSerial: certificate.serial,
      clientCertificate: { cert: certificate.certificate, key: certificate.privateKey },
    },
    platform: { publicKeys: { [secrets.platformKey.id]: secrets.platformKey.publicKey } },
    apiV3Key: secrets.apiV3Key,
    apiV2Key: secrets.apiV2Key,
    transferPublicKey: secrets.platformKey.publicKey,
    transport,
    clock: { now: () => now, sleep: missing },
    maxRetries: 0,
  }
  return {
    wxpay: new WechatPay(options),
    /** A client of the brand whose number in the sandbox equals the merchant's. */
    brand: new WechatPay({ ...options, brandId: mchid }),
    mchid,
    /** The time of both clocks, ms since the epoch. */
    now,
    /** Keys of both sides, for checks of the traffic between them. */
    keys,
    /** The same for APIv2's test system, which signs with its own key. */
    testSystem: {
      wxpay: new WechatPay({ ...options, apiV2Key: testKey }),
      keys: { ...keys, apiV2Key: testKey },
    },
    errors,
    /** Binds every application that a call names to the merchant number. */
    bindAppids(...fields: readonly (Readonly<Record<string, unknown>> | undefined)[]) {
      const named = fields.flatMap((values) => Object.entries(values ?? {})).filter(([name]) => name.endsWith('appid'))
      appids.push(...named.map(([, appid]) => String(appid)))
    },
    /** Returns the exchanges since the previous call. */
    taken: (): Exchange[] => exchanges.splice(0),
    /** Alters every answer on its way, until called without an argument. */
    forge(alter?: (response: TransportResponse) => TransportResponse) {
      forge = alter
    },
  }
}

export type WechatPayWorld = Awaited<ReturnType<typeof openWechatPay>>
