import type { Delivery } from './delivery-verdict.ts'

/**
 * Verdicts and reasons that ask for somebody's attention. Refusals that anybody on the internet can cause, and WeChat
 * Pay's own probes, are not among them.
 */
const TROUBLE: ReadonlySet<string> = new Set([
  'failed',
  'too-slow',
  'claim-lost',
  'taken-over',
  'unrecorded',
  'body-not-raw',
  'undecryptable',
  'not-yours',
  'wrong-amount',
])

/**
 * Writes troubles to the console, for handlers without `onDelivery`. Without it, an action that throws would show in
 * nothing but notifications that come again.
 */
export function reportTrouble({ verdict, reason, eventType, id, error }: Delivery): void {
  // The store may still record it; another result follows if it does not.
  if (verdict === 'unrecorded' && error === undefined) return
  if (!TROUBLE.has(reason ?? verdict)) return
  const words = ['wechatpay-ts: notification', eventType, id, reason ?? verdict].filter(Boolean).join(' ')
  console.error(...(error === undefined ? [words] : [words, error]))
}
