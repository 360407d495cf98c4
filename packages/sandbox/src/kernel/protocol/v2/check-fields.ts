import { formats } from '../../../generated/formats.ts'
import type { RequestSchema, SandboxOperation } from '../../../generated/operations.ts'
import type { Refusal } from '../../machine/refusal.ts'
import { isRequiredBeside, lacksPath } from '../../validate/check-value.ts'
import type { Call } from '../call.ts'
import type { ProtocolPolicy } from '../policy.ts'
import type { Fields } from './read-fields.ts'
import { notUnderstood } from './refusals.ts'

/** Fields that every message has, though hardly any operation documents them. */
const COMMON = new Set(['mch_id', 'nonce_str', 'sign', 'sign_type'])

/**
 * Checks the fields of an APIv2 request: missing, too long or short, malformed, or unknown ones. Production's errors
 * give no more detail.
 */
export function checkFields(
  { body, query, content, path, upload, nonceless }: SandboxOperation,
  call: Pick<Call, 'body' | 'signType'>,
  policy: Pick<ProtocolPolicy, 'v2UnknownFields' | 'notifyUrlWithoutPath'>,
): Refusal | undefined {
  const fields = call.body as Fields
  const schema = content === 'none' ? query : (body ?? {})
  const { properties = {}, required = [], anyOf = [] } = schema
  // Without `sign_type`, the signature must be MD5.
  if (call.signType === 'HMAC-SHA256' && properties['sign_type'] && !fields['sign_type']) {
    return notUnderstood('签名错误')
  }
  // Pages and forms have no nonce; a file is checked elsewhere.
  const conditional = Object.keys(properties).filter((name) => isRequiredBeside(properties[name]!, fields))
  const asked = [...(content === 'xml' && !nonceless ? ['nonce_str'] : []), ...required, ...conditional]
  const missing = asked.find((name) => !fields[name] && name !== upload?.file) ?? missingOf(anyOf, fields)
  if (missing !== undefined) return notUnderstood(`缺少参数${missing}`)
  for (const [name, value] of Object.entries(fields)) {
    const field = properties[name] ?? numbered(schema, name)
    if (!field && !COMMON.has(name) && (policy.v2UnknownFields === 'refuse' || path === '/secapi/pay/reverse'))
      return notUnderstood(`不识别的参数${name}`)
    const problem = field && problemOf(value, field, policy)
    if (problem !== undefined) return notUnderstood(`${name}参数${problem}`)
  }
  return undefined
}

/** Finds the missing field of a choice: the last name if none is present. */
function missingOf(alternatives: readonly RequestSchema[], fields: Fields): string | undefined {
  const names = alternatives.flatMap(({ required = [] }) => required)
  return names.some((name) => fields[name]) ? undefined : names.at(-1)
}

/** The schema of a field with a numbered name. */
function numbered({ patternProperties = {} }: RequestSchema, name: string): RequestSchema | undefined {
  return Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(name))?.[1]
}

function problemOf(
  value: string,
  schema: RequestSchema,
  policy: Pick<ProtocolPolicy, 'notifyUrlWithoutPath'>,
): string | undefined {
  const { type, enum: choices, format, maxLength = Infinity, minLength = 0, maxBytes = Infinity, pattern } = schema
  if (type === 'integer') return isWhole(value, schema) ? undefined : '格式有误'
  const { length } = Array.from(value)
  if (length > maxLength || length < minLength || Buffer.byteLength(value) > maxBytes) return '长度有误'
  const expected = format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined
  const fits =
    (!expected || expected.test(value)) &&
    (pattern === undefined || new RegExp(pattern, 'u').test(value)) &&
    !lacksPath(value, schema, policy) &&
    (!choices || choices.includes(value))
  return fits ? undefined : '格式有误'
}

function isWhole(value: string, { minimum = 0, maximum = Infinity }: RequestSchema): boolean {
  return /^-?\d{1,15}$/.test(value) && Number(value) >= minimum && Number(value) <= maximum
}
