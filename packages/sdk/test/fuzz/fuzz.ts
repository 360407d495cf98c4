import { inspect } from 'node:util'
import { WebhookError } from '../../src/errors/webhook-error.ts'
import { responseSigningString } from '../../src/request/signing-string.ts'
import { crypto, parsePrivateKey, nonce } from '../../src/crypto/index.ts'
import { testPlatform, type TestPlatform } from '../../src/testing/index.ts'
import { createReceiver } from '../../src/webhook/receiver.ts'
import { isSame, mutate, oddEnvelope, type Wire } from './mutations.ts'
import { Random } from './random.ts'

export interface FuzzReport {
  readonly seed: number
  readonly deliveries: number
  /** Mutations that left nothing changed: accepted, rightly. */
  readonly unchanged: number
  /** How often each reason was given. */
  readonly reasons: Readonly<Record<string, number>>
  /** Accepted though changed, or refused with anything but a WebhookError. None is the only right number. */
  readonly wrong: readonly string[]
  /** Memory in use after the first and after the last tenth, bytes; measured after a garbage collection where there is one. */
  readonly heap: readonly [early: number, late: number]
}

/**
 * Sends mutated deliveries to a receiver: three of four are genuine ones that were changed on the way, the fourth is
 * nonsense under a genuine signature.
 *
 * @param onProgress is told every so often how many are done
 */
export async function fuzz(deliveries: number, seed: number, onProgress?: (done: number) => void): Promise<FuzzReport> {
  const random = new Random(seed)
  const platform = await testPlatform()
  const receiver = createReceiver({ ...platform.keys, maxBodyBytes: 65_536 })
  const genuine = await Promise.all(Array.from({ length: 8 }, (_, at) => genuineWire(platform, at)))
  const reasons: Record<string, number> = {}
  const wrong: string[] = []
  let unchanged = 0
  let early = 0
  for (let at = 0; at < deliveries; at++) {
    const original = genuine[at % genuine.length]!
    const signed = at % 4 === 3
    const wire = signed ? await signedNonsense(platform, original, random) : mutate(original, random)
    try {
      const event = await receiver.receive({ headers: wire.headers, rawBody: wire.body })
      if (signed || isSame(original, wire)) unchanged += signed ? 0 : 1
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

async function genuineWire(platform: TestPlatform, at: number): Promise<Wire> {
  const resource = { mchid: '1900000109', out_order_no: `PB${at}`, total_amount: 1050 }
  const { headers, rawBody } = await platform.signedNotification('PAYSCORE.USER_PAID', resource, {
    summary: '支付成功',
  })
  return { headers: Object.entries(headers), body: new TextEncoder().encode(rawBody) }
}

/** Signing takes longest: a few bodies serve many times. */
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
