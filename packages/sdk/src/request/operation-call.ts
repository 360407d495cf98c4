import type { Endpoint } from './endpoint.ts'
import type { ReadOptions } from './read-options.ts'

/** A call as the request path takes it: an operation, and its options checked and sorted. */
export interface OperationCall extends Endpoint, ReadOptions {}
