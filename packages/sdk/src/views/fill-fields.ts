import { RequestError } from '../errors/request-error.ts'
import { ownOptions } from '../shared/own-options.ts'
import { describeId } from '../errors/describe-value.ts'
import type { FoundOperation } from '../operation/find-operation.ts'
import type { FilledFields } from './filled-fields.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Adds a view's fields to the options of a call wherever the operation documents them. The caller's own fields take
 * precedence.
 *
 * @throws {RequestError} the caller named another sub-merchant
 */
export function fillFields(values: FilledFields, { operation, facts }: FoundOperation, given: unknown): unknown {
  // A later check refuses options that are no object.
  if (!facts.fillable || (given !== undefined && !isFields(given))) return given
  const filled: Record<string, unknown> = ownOptions({ ...given })
  for (const field of facts.fillable) {
    const [place, name] = field.split('.') as [string, string]
    const value = values[name]
    if (value === undefined) continue
    if (place === 'path') filled[name] = choose(filled[name], value, name, operation)
    // A raw body is signed unchanged.
    else if (place === 'query' || filled['body'] === undefined) {
      const fields = ownOptions(filled[place] ?? {})
      // Some operations serve merchants and institutions; a caller that names an institution is not a merchant.
      if (!isFields(fields) || (name === 'mchid' && fields['sp_mchid'] !== undefined)) continue
      filled[place] = { ...fields, [name]: choose(fields[name], value, name, operation) }
    }
  }
  return filled
}

function choose(given: unknown, value: string, name: string, operation: string): unknown {
  if (given === undefined) return value
  const isSub = name === 'sub_mchid' || name === 'sub_mch_id'
  if (!isSub || given === value || given === Number(value)) return given
  throw new RequestError(
    name,
    `${operation}: ${name}: expected ${describeId(value)}, whom this client acts for, received ${describeId(given)}`,
    {
      hint: {
        zh: '请去掉该字段，或用 wxpay.partner(…) 为另一子商户建立客户端',
        en: 'Leave it out, or act for the other one: wxpay.partner(…).',
      },
    },
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
