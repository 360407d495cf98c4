import type { OutcomeUnknownDetails } from '../errors/outcome-unknown-error.ts'
import type { FoundOperation } from '../operation/find-operation.ts'
import type { ReadOptions } from './build/read-options.ts'

/** One call: an operation with its checked and sorted options. */
export interface OperationCall extends FoundOperation, ReadOptions {}

/** Runs the query that an `OutcomeUnknownError` names. */
export type RunQuery = OutcomeUnknownDetails['run']
