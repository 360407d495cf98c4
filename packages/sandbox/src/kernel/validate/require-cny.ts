import { Refused } from '../protocol/refused.ts'
import { type Field, violation } from './violations.ts'

/**
 * Returns the currency of an amount in a body of APIv3, CNY by default. Merchants in China have no other one.
 *
 * @param pointer of the amount
 * @throws {Refused}
 */
export function requireCny(currency: string | undefined, pointer: string, title: string): 'CNY' {
  if (currency === undefined || currency === 'CNY') return 'CNY'
  const field: Field = { source: 'body', pointer: `${pointer}/currency`, title }
  throw new Refused(violation.notOneOf(field, currency, ['CNY']))
}
