import type { SandboxOperation } from '../../generated/operations.ts'
import { parseJsonBody } from '../validate/json-body.ts'
import type { ProtocolPolicy } from './policy.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Refused } from './refused.ts'
import { type Encrypted, decryptSensitiveFields } from './sensitive-fields.ts'
import { transportRefusals } from './transport-refusals.ts'

/** `application/json`, with no charset or with the only one JSON has. */
const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

/**
 * Reads the body, with sensitive fields in plaintext; `undefined` for operations without a body.
 *
 * @param meta the `meta` part of an upload, which takes the place of the body
 * @throws {Refused} 400
 */
export async function readJson(
  { headers, body }: ReceivedRequest,
  operation: SandboxOperation,
  encrypted: Encrypted,
  policy: ProtocolPolicy,
  meta?: Uint8Array,
): Promise<unknown> {
  if (operation.content !== 'json' && !meta) return undefined
  if (!meta && !JSON_TYPE.test(headers.get('content-type') ?? '')) throw new Refused(transportRefusals.contentTypeWrong)
  if (policy.requireSerialOnCreate && operation.encrypt.length > 0 && encrypted.serial === null) {
    throw new Refused(transportRefusals.serialMissing)
  }
  const parsed = parseJsonBody(meta ?? (await body()), policy)
  if ('refusal' in parsed) throw new Refused(parsed.refusal)
  return decryptSensitiveFields(operation, parsed.value, encrypted)
}
