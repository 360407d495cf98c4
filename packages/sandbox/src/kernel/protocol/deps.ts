import type { Context } from 'hono'
import type { Memories } from '../answers/memory.ts'
import type { Fault, FaultSubject } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { Implementation } from '../product.ts'
import type { World } from '../world/world.ts'
import type { ProtocolPolicy } from './policy.ts'
import type { Reply } from './reply.ts'
import type { TrafficShare } from './traffic-share.ts'

/** The dependencies of the steps that every request passes. */
export interface ProtocolDeps {
  readonly policy: ProtocolPolicy
  /** Returns the virtual time in ms, which decides everything in the business: start, end, expiry. */
  now(): Promise<number>
  /**
   * Returns the real time in ms, which decides everything in transport (request window, signature timestamps), because
   * clients use real clocks.
   */
  wallClock(): number
  /** Aborts when the sandbox closes. Answers that are delayed on purpose then wait no longer. */
  readonly closing?: AbortSignal
  readonly merchants: { find(mchid: string): Promise<MerchantView | undefined> }
  /** Divides answers between two keys while one replaces the other. */
  readonly share: TrafficShare
  /** @param mchid the merchant that sent the request, where it is known */
  readonly faults: { take(subject: FaultSubject, mchid?: string): Promise<Fault | undefined> }
  /** Cuts the TCP connection of a request. In-process calls have none and get an empty answer. */
  resetConnection(context: Context): void
  /**
   * Sends an answer without building a `Response`, where that is possible. The returned `Response` then only stands for
   * the answer that was sent.
   */
  send?(context: Context, reply: Reply): Response | undefined
  /** Returns whether this merchant has used this nonce before. Called when the policy rejects replays. */
  readonly nonces?: { seen(mchid: string, nonce: string): Promise<boolean> }
  /** Called once the merchant is authenticated. False leads to the answer 429. */
  readonly rateLimit?: { allow(mchid: string): boolean }
  /**
   * Receives one entry per request, without secrets, for the control room.
   *
   * @param mchid the merchant that called, where it is known
   */
  onRequest?(entry: RequestEntry, mchid?: string): void
  /** Receives the error that made the API answer 500. */
  onError?(error: unknown): void
}

/** The dependencies that the engine gives to the API. */
export interface ApiDeps<Policy extends ProtocolPolicy> extends ProtocolDeps, World<Policy> {
  readonly policy: Policy
  /** Implementations of the operations that are played with their states, by operation id. */
  readonly routes: Readonly<Record<string, Implementation<Policy>>>
  /** Remembers calls to operations that no product plays. Without it, examples answer them. */
  readonly memories?: Memories
}

export interface RequestEntry {
  /** Virtual instant, ms. */
  readonly at: number
  readonly method: string
  /** Path and query as the sandbox received them. */
  readonly target: string
  readonly status: number
  readonly requestId?: string
  readonly code?: string
  /** Reason of a refusal, as far as the answer does not state it. */
  readonly reason?: string
  readonly durationMs: number
  readonly fault?: Fault['kind']
}
