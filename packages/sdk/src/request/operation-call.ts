import type { PathTemplate } from '../chain/path-template.ts'
import type { CallOptions } from './call-options.ts'
import type { OperationMeta } from './operation-meta.ts'

export type Method = OperationMeta['method']

/** A call as the chain hands it over, its options checked and sorted. */
export interface OperationCall {
  /** `POST v3/payscore/payafter-orders/{out_order_no}/complete`: the key of the metadata, and the name in messages. */
  readonly operation: string
  readonly method: Method
  readonly template: PathTemplate
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>> | undefined
  readonly json: unknown
  readonly options: CallOptions
  readonly meta: OperationMeta
}
