import type { RequestSchema, SandboxOperation } from '../../../generated/operations.ts'
import type { Refusal } from '../../machine/refusal.ts'
import type { Call } from '../call.ts'
import type { ProtocolPolicy } from '../policy.ts'
import type { Fields } from './read-fields.ts'
import { notUnderstood } from './refusals.ts'

/** Signed by everybody, described by hardly any operation. */
const COMMON = new Set(['mch_id', 'nonce_str', 'sign', 'sign_type'])

/**
 * Holds a request of APIv2 against the operation: fields that are missing, too long, no numbers, or unknown.
 *
 * Only for what is played. The documentation of the other operations is not reliable enough to refuse anything by it.
 */
export function checkFields(
  { body, path }: SandboxOperation,
  call: Pick<Call, 'body' | 'signType'>,
  { v2UnknownFields }: Pick<ProtocolPolicy, 'v2UnknownFields'>,
): Refusal | undefined {
  const fields = call.body as Fields
  const { properties = {}, required = [], anyOf = [] } = body ?? {}
  // Without a word about it, MD5 is what counts.
  if (call.signType === 'HMAC-SHA256' && properties['sign_type'] && !fields['sign_type']) {
    return notUnderstood('签名错误')
  }
  const missing = ['nonce_str', ...required].find((name) => !fields[name]) ?? missingOf(anyOf, fields)
  if (missing !== undefined) return notUnderstood(`缺少参数${missing}`)
  for (const [name, value] of Object.entries(fields)) {
    const schema = properties[name]
    if (!schema && !COMMON.has(name) && (v2UnknownFields === 'refuse' || path === '/secapi/pay/reverse'))
      return notUnderstood(`不识别的参数${name}`)
    const problem = schema && problemOf(value, schema)
    if (problem !== undefined) return notUnderstood(`${name}参数${problem}`)
  }
  return undefined
}

/** Of fields of which one has to be there, the last where none is. */
function missingOf(alternatives: readonly RequestSchema[], fields: Fields): string | undefined {
  const names = alternatives.flatMap(({ required = [] }) => required)
  return names.some((name) => fields[name]) ? undefined : names.at(-1)
}

function problemOf(value: string, { type, maxLength }: RequestSchema): string | undefined {
  if (type === 'integer') return /^\d{1,15}$/.test(value) ? undefined : '格式有误'
  return maxLength !== undefined && Array.from(value).length > maxLength ? '长度有误' : undefined
}
