import type { Config } from '../config/resolve-options.ts'
import { fillFields } from '../views/fill-fields.ts'
import type { FilledFields } from '../views/filled-fields.ts'
import { doubtBefore, type Doubt } from './retry/doubt.ts'
import type { FoundOperation } from '../operation/find-operation.ts'
import { execute, prepare } from './execute.ts'
import type { OperationCall, RunQuery } from './call.ts'
import type { PreparedRequest } from './prepared-request.ts'
import { readOptions } from './build/read-options.ts'
import type { Result } from './result.ts'

// The client loads this module with its first call, so that importing the package and creating a client stay cheap:
// many processes create a client and never call.
export { findOperation } from '../operation/find-operation.ts'

/** The part of the client that calls use. */
export interface CallingClient {
  readonly config: Config
  readonly filled: FilledFields | undefined
  readonly run: RunQuery
}

const v2 = () => import('./v2/execute.ts')

/** Makes a call. The function is not async, so that the stack of an error has one step for a call and not two. */
export function performCall(client: CallingClient, found: FoundOperation, given: unknown): Promise<Result<unknown>> {
  const call = callOf(client, found, given)
  if (isV2(call)) return performV2(call, client)
  if (call.options.checks !== false) call.check?.(call.json)
  return execute(call, client.config, (query) => client.run(query))
}

async function performV2(call: OperationCall, client: CallingClient): Promise<Result<unknown>> {
  const { executeV2 } = await v2()
  return await executeV2(call, client.config, (query) => client.run(query))
}

/** Builds the request as it would first be sent. */
export async function prepareCall(
  client: CallingClient,
  found: FoundOperation,
  given: unknown,
): Promise<PreparedRequest> {
  const call = callOf(client, found, given)
  return isV2(call) ? (await v2()).prepareV2(call, client.config) : prepare(call, client.config)
}

/** Returns what can be done if the answer is lost; undefined for a query. */
export function doubtOfCall(client: CallingClient, found: FoundOperation, given: unknown): Doubt | undefined {
  return doubtBefore(callOf(client, found, given))
}

function callOf({ filled }: CallingClient, found: FoundOperation, given: unknown): OperationCall {
  const options = filled ? fillFields(filled, found, given) : given
  return { ...found, ...readOptions(found.operation, found.template, options) }
}

function isV2({ facts }: OperationCall): boolean {
  return facts.version === 'v2'
}
