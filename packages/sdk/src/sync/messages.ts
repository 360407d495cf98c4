import type { MessagePort } from 'node:worker_threads'
import type { WechatPayOptions } from '../config/options.ts'
import type { Doubt } from '../request/doubt.ts'
import type { FilledFields } from '../views/filled-fields.ts'
import type { Place } from './carry-undecrypted.ts'
import type { Method } from '../request/endpoint.ts'

/** What the blocked thread and the working one say to each other. Everything here must survive structured cloning. */
export interface SyncCall {
  readonly method: Method
  readonly path: string
  /** Whom the call is made for. */
  readonly filled: FilledFields | undefined
  readonly options: Readonly<Record<string, unknown>>
  /** Options that go as text, see `packJson`. */
  readonly texts: Readonly<Record<string, string>>
}

/** `download()`, by its address. */
export interface SyncDownload {
  readonly url: unknown
  readonly options: Readonly<Record<string, unknown>>
}

/** Comes before the reply, when the request is about to leave: what to do about it if the thread dies. */
export interface SyncBegun {
  /** Undefined for a query, which acts on nothing. */
  readonly doubt: Doubt | undefined
}

export type SyncReply =
  | { readonly ok: true; readonly result: unknown; readonly undecrypted: readonly Place[] }
  | { readonly ok: false; readonly error: CarriedError }

/** An error on its way between threads: cloning would lose its class and its fields. */
export interface CarriedError {
  readonly name: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly cause: CarriedError | undefined
}

/** Comes in the place of a reply: the error that the thread dies of. */
export interface SyncDying {
  readonly dying: CarriedError
}

/** What the blocked thread finds when it wakes up without a reply. */
export interface LostReply {
  readonly ok: undefined
  /** Undefined when the thread had not got so far. */
  readonly begun: SyncBegun | undefined
  /** Undefined when the thread was killed, for example by its limit of memory. */
  readonly dying: CarriedError | undefined
}

export interface WorkerData {
  readonly options: WechatPayOptions
  readonly port: MessagePort
  /** One Int32, raised by one with every reply. */
  readonly signal: SharedArrayBuffer
}
