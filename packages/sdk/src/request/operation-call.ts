import type { Endpoint } from './endpoint.ts'
import type { ReadOptions } from './read-options.ts'

/** A call in the request path: an operation with its checked and sorted options. */
export interface OperationCall extends Endpoint, ReadOptions {}
