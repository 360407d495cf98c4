import { describeValue } from '../errors/describe-value.ts'
import type { Findings } from './findings.ts'
import { REMEDY } from './remedies.ts'
import { isUnset } from './checks.ts'

type Json = Readonly<Record<string, unknown>>

const FEES = { list: 'fees', name: 'fee_name', amount: 'fee_amount', description: 'fee_desc', max: 100 } as const
const DISCOUNTS = {
  list: 'discounts',
  name: 'discount_name',
  amount: 'discount_amount',
  description: 'discount_desc',
  max: 5,
} as const

/** Checks the fees, the discounts, and that `total_amount` is their difference. */
export function checkTotal(json: Json, findings: Findings): void {
  const charged = sumOfLines(json, FEES, findings)
  const taken = sumOfLines(json, DISCOUNTS, findings)
  const total = charged - taken
  const given = json['total_amount']
  if (isUnset(given)) findings.add('total_amount', 'a whole number of fen', given, REMEDY.required)
  else if (total < 0) {
    findings.add(
      'discounts',
      `at most ${describeValue(charged)} fen, the sum of the fees`,
      taken,
      REMEDY.discountsExceedFees,
    )
  }
  // A sum of invalid lines (NaN) says nothing about the total.
  else if (!Number.isNaN(findings.fen('total_amount', given)) && !Number.isNaN(total) && given !== total) {
    findings.add('total_amount', `${describeValue(total)}, the fees minus the discounts`, given, REMEDY.total)
  }
}

/** @returns the sum in fen; `NaN` when a line or the list is invalid */
function sumOfLines(json: Json, kind: typeof FEES | typeof DISCOUNTS, findings: Findings): number {
  const { list, max } = kind
  const lines: unknown = json[list]
  if (isUnset(lines)) return 0
  if (!Array.isArray(lines) || lines.length > max) {
    findings.add(list, `an array of at most ${max}`, lines, {
      zh: `请传入不超过 ${max} 项的数组`,
      en: `Give at most ${max}; merge lines of one kind.`,
    })
    return NaN
  }
  const names: unknown[] = []
  let sum = 0
  for (let i = 0; i < lines.length; i++) {
    const line: unknown = lines[i]
    const at = `${list}[${i}]`
    names.push(undefined)
    if (typeof line !== 'object' || line === null || Array.isArray(line)) {
      findings.add(at, 'an object', line, REMEDY.object)
      sum = NaN
      continue
    }
    const { [kind.name]: name, [kind.amount]: amount, [kind.description]: description } = line as Json
    findings.requiredText(`${at}.${kind.name}`, name, 20)
    findings.text(`${at}.${kind.description}`, description, 30)
    const first = isUnset(name) ? -1 : names.indexOf(name)
    names[i] = name
    if (first >= 0) {
      findings.add(`${at}.${kind.name}`, `a name other than that of ${list}[${first}]`, name, REMEDY.uniqueName)
    }
    if (kind === FEES) checkFee(at, line as Json, findings)
    sum += findings.fen(`${at}.${kind.amount}`, amount)
  }
  return sum
}

function checkFee(at: string, { fee_amount, fee_desc, fee_count }: Json, findings: Findings): void {
  if (isUnset(fee_amount) && isUnset(fee_desc)) {
    findings.add(at, 'a fee_amount or a fee_desc', undefined, REMEDY.amountOrDescription)
  }
  if (fee_count === undefined || fee_count === null) return
  if (!Number.isInteger(fee_count) || (fee_count as number) < 1 || (fee_count as number) > 100) {
    findings.add(`${at}.fee_count`, 'a whole number from 1 to 100', fee_count, REMEDY.feeCount)
  }
}
