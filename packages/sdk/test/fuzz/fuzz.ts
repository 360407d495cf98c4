import { inspect, isDeepStrictEqual } from 'node:util'
import { WebhookError } from '../../src/errors/webhook-error.ts'
import { responseSigningString } from '../../src/crypto/signing-string.ts'
import { crypto, parsePrivateKey, nonce } from '../../src/crypto/index.ts'
import { testPlatform, type TestPlatform } from '../../src/testing/index.ts'
import { signV2, toXml } from '../../src/v2/index.ts'
import type { IncomingWebhook } from '../../src/webhook/incoming.ts'
import { createReceiver, type ReceiverOptions } from '../../src/webhook/receiver.ts'
import { isSame, mutate, oddEnvelope, type Wire } from './mutations.ts'
import { Random } from './random.ts'

export interface FuzzReport {
  readonly seed: number
  readonly deliveries: number
  /** Number of mutated deliveries that equal the original and were rightly accepted. */
  readonly unchanged: number
  /** Number of refusals by reason. */
  readonly reasons: Readonly<Record<string, number>>
  /**
   * Deliveries that were accepted although changed, or refused with anything but a WebhookError. There must be none.
   */
  readonly wrong: readonly string[]
  /**
   * Memory in use after the first and after the last tenth, in bytes, measured after a garbage collection if available.
   */
  readonly heap: readonly [early: number, late: number]
}

/**
 * Sends mutated deliveries to a receiver: three of four are genuine deliveries changed on the way, the fourth has
 * nonsensical content under a valid signature.
 *
 * @param onProgress called now and then with the number of deliveries done
 */
export async function fuzz(deliveries: number, seed: number, onProgress?: (done: number) => void): Promise<FuzzReport> {
  const random = new Random(seed)
  const platform = await testPlatform()
  const receiver = createReceiver({ ...platform.keys, apiV2Key, maxBodyBytes: 65_536 } as ReceiverOptions)
  const genuine = await Promise.all([
    ...Array.from({ length: 6 }, (_, at) => genuineWire(platform, at)),
    ...Array.from({ length: 3 }, (_, at) => genuineXml(at)),
  ])
  const meant = await Promise.all(genuine.map((wire) => receiver.receive(incoming(wire))))
  const reasons: Record<string, number> = {}
  const wrong: string[] = []
  let unchanged = 0
  let early = 0
  for (let at = 0; at < deliveries; at++) {
    const original = genuine[at % genuine.length]!
    const isXml = original.body[0] === 0x3c
    const signed = at % 4 === 3
    const wire = signed && !isXml ? await signedNonsense(platform, original, random) : mutate(original, random)
    try {
      const event = await receiver.receive(incoming(wire))
      // Different XML may carry the same fields, and the signature covers the fields.
      const same = isXml
        ? isDeepStrictEqual(event.resource, meant[at % genuine.length]!.resource)
        : isSame(original, wire)
      if ((signed && !isXml) || same) unchanged += signed ? 0 : 1
      else wrong.push(`#${at}: accepted as ${String(event.eventType)}: ${describe(wire)}`)
    } catch (error) {
      if (error instanceof WebhookError) reasons[error.reason] = (reasons[error.reason] ?? 0) + 1
      else wrong.push(`#${at}: ${String(error)}: ${describe(wire)}`)
    }
    if (at === Math.floor(deliveries / 10)) early = heapInUse()
    if (at % 1_000 === 0) onProgress?.(at)
  }
  return { seed, deliveries, unchanged, reasons, wrong, heap: [early, heapInUse()] }
}

const apiV2Key = '8934e7d15453e97507ef794cf7b0519d'

function incoming({ headers, body }: Wire): IncomingWebhook {
  return { headers, rawBody: body }
}

/** A payment notification of APIv2, whose signature is one of its fields. */
async function genuineXml(at: number): Promise<Wire> {
  const fields = {
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    mch_id: '1900000109',
    out_trade_no: `T${at}`,
    total_fee: '1050',
    attach: '<a> & "b" 中文',
  }
  const sign = await signV2(fields, apiV2Key, at % 2 === 0 ? 'MD5' : 'HMAC-SHA256')
  return { headers: [['content-type', 'text/xml']], body: new TextEncoder().encode(toXml({ ...fields, sign })) }
}

async function genuineWire(platform: TestPlatform, at: number): Promise<Wire> {
  const resource = { mchid: '1900000109', out_order_no: `PB${at}`, total_amount: 1050 }
  const { headers, rawBody } = await platform.signedNotification('PAYSCORE.USER_PAID', resource, {
    summary: '支付成功',
  })
  return { headers: Object.entries(headers), body: new TextEncoder().encode(rawBody) }
}

/** Signing takes longest, so a few signed bodies are reused many times. */
const nonsense = new WeakMap<TestPlatform, Wire[]>()

async function signedNonsense(platform: TestPlatform, original: Wire, random: Random): Promise<Wire> {
  const kept = nonsense.get(platform) ?? []
  nonsense.set(platform, kept)
  const old = kept[random.below(2_000)]
  if (old) return old
  const body = new TextEncoder().encode(JSON.stringify(oddEnvelope(original, random)))
  const timestamp = String(Math.floor(platform.clock.now() / 1000))
  const once = nonce()
  const { pkcs8 } = parsePrivateKey('privateKey', platform.testKeys.privateKey)
  const signature = await crypto.signer(pkcs8).sign(responseSigningString(timestamp, once, body))
  const wire: Wire = {
    headers: [
      ['wechatpay-timestamp', timestamp],
      ['wechatpay-nonce', once],
      ['wechatpay-serial', platform.testKeys.publicKeyId],
      ['wechatpay-signature', signature],
    ],
    body,
  }
  kept.push(wire)
  return wire
}

function heapInUse(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function describe({ headers, body }: Wire): string {
  return inspect({ headers, body: new TextDecoder().decode(body).slice(0, 300) }, { breakLength: Infinity })
}
