import type { Context } from 'hono'
import type { Memories } from '../answers/memory.ts'
import type { Fault, FaultSubject } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { Implementation, World } from '../product.ts'
import type { ProtocolPolicy } from './policy.ts'
import type { Reply } from './reply.ts'
import type { TrafficShare } from './traffic-share.ts'

/** What the way in and out of a request needs. */
export interface ProtocolDeps {
  readonly policy: ProtocolPolicy
  /** Virtual time, ms: everything the business sees (start, end, expiry). */
  now(): Promise<number>
  /** Real time, ms: everything transport sees (request window, signature timestamps), because clients use real clocks. */
  wallClock(): number
  readonly merchants: { find(mchid: string): Promise<MerchantView | undefined> }
  /** Deals answers out between two keys while one takes over. */
  readonly share: TrafficShare
  /** @param mchid whose request it is, where that is known */
  readonly faults: { take(subject: FaultSubject, mchid?: string): Promise<Fault | undefined> }
  /** Cuts the TCP connection of a request; answers as if with nothing where there is no socket (in-process calls). */
  resetConnection(context: Context): void
  /** Sends an answer in a shorter way than a `Response`, where there is one: then `Response` stands for what was sent. */
  send?(context: Context, reply: Reply): Response | undefined
  /** Asked when the policy rejects replays: true when this nonce of this merchant was seen before. */
  readonly nonces?: { seen(mchid: string, nonce: string): Promise<boolean> }
  /** Asked once it is sure who calls; false is answered with 429. */
  readonly rateLimit?: { allow(mchid: string): boolean }
  /**
   * For the control room: one line per request, without secrets.
   *
   * @param mchid who called, where that is known
   */
  onRequest?(entry: RequestEntry, mchid?: string): void
  /** Told of what made the API answer 500. */
  onError?(error: unknown): void
}

/** What the API needs from the engine that runs it. */
export interface ApiDeps<Policy extends ProtocolPolicy> extends ProtocolDeps, World<Policy> {
  readonly policy: Policy
  /** What is played with its states, by operation id. */
  readonly routes: Readonly<Record<string, Implementation<Policy>>>
  /** Keeps what calls said that no product plays; without it they are answered by example. */
  readonly memories?: Memories
}

export interface RequestEntry {
  /** Virtual instant, ms. */
  readonly at: number
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly status: number
  readonly requestId?: string
  readonly code?: string
  /** Why it was refused, as far as the answer does not say. */
  readonly reason?: string
  readonly durationMs: number
  readonly fault?: Fault['kind']
}
