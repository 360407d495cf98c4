import type { MessagePort } from 'node:worker_threads'
import type { WechatPayOptions } from '../config/options.ts'
import type { Doubt } from '../request/retry/doubt.ts'
import type { FilledFields } from '../views/filled-fields.ts'
import type { Place } from './carry-undecrypted.ts'
import type { Method } from '../operation/operation-facts.ts'

/** Messages between the blocked and the working thread. Everything here must survive structured cloning. */
export interface SyncCall {
  readonly method: Method
  readonly path: string
  /** The fields that the client's view fills in. */
  readonly filled: FilledFields | undefined
  readonly options: Readonly<Record<string, unknown>>
  /** Options sent as text, see `packJson`. */
  readonly texts: Readonly<Record<string, string>>
}

/** A `download()` with its address. */
export interface SyncDownload {
  readonly url: unknown
  readonly options: Readonly<Record<string, unknown>>
}

/** Sent before the reply, when the request is about to be sent: the next steps in case the thread dies. */
export interface SyncBegun {
  /** Undefined for a query, which changes nothing. */
  readonly doubt: Doubt | undefined
}

export type SyncReply =
  | { readonly ok: true; readonly result: unknown; readonly undecrypted: readonly Place[] }
  | { readonly ok: false; readonly error: CarriedError }

/** An error in cloneable form: cloning alone would lose its class and its fields. */
export interface CarriedError {
  readonly name: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly cause: CarriedError | undefined
}

/** Sent instead of a reply: the error that ends the thread. */
export interface SyncDying {
  readonly dying: CarriedError
}

/** The state that the blocked thread finds when it wakes up without a reply. */
export interface LostReply {
  readonly ok: undefined
  /** Undefined when the thread had not reached this point. */
  readonly begun: SyncBegun | undefined
  /** Undefined when the thread was killed, for example by its memory limit. */
  readonly dying: CarriedError | undefined
}

export interface WorkerData {
  readonly options: WechatPayOptions
  readonly port: MessagePort
  /** One Int32 that every reply increases by one. */
  readonly signal: SharedArrayBuffer
}
