import { expect, test } from 'vitest'
import { asText } from '../../src/emit/xml-text.ts'
import { wholeSpec } from '../support/whole-spec.ts'
import type { SchemaObject } from '../../src/spec/model.ts'
import { fieldsOutOfPlace, sampleContent, shapesOfContent } from '../../src/spec/notification-samples.ts'
import { isWithin } from '../../src/spec/within.ts'

const { webhooks } = wholeSpec
const shapes = webhooks.flatMap(({ name, version, resource }) =>
  shapesOfContent(version === 'v2' ? asText(resource) : resource).map((schema) => ({ name, schema })),
)

/** Yields the paths of values that their schema does not allow, and of missing required fields. */
function* misfits(schema: SchemaObject, value: unknown, path: string): Generator<string, void> {
  const [shape = schema] = shapesOfContent(schema)
  const { properties, items, required = [] } = shape
  if (Array.isArray(value)) for (const item of value) yield* misfits(items ?? {}, item, `${path}[]`)
  else if (typeof value === 'object' && value !== null) {
    for (const name of required) if (!Object.hasOwn(value, name)) yield `${path}.${name} is missing`
    for (const [name, inner] of Object.entries(value))
      yield* misfits(properties?.[name] ?? {}, inner, `${path}.${name}`)
  } else {
    const known = shape.enum ?? shape['x-extensible-enum'] ?? []
    const type = [shape.type ?? 'string'].flat()[0]!
    const isKnown = known.length === 0 || known.includes(value as string | number)
    if (!isKnown || !isWithin(value, { ...shape, type })) yield `${path}: ${String(value)}`
  }
}

test('every sample keeps to its schema, with documented values of enumerations', () => {
  const wrong = shapes.flatMap(({ name, schema }) => [...misfits(schema, sampleContent(schema, name), name)])
  expect(wrong).toEqual([])
  expect(shapes.length).toBeGreaterThan(webhooks.length)
})

test('an enumeration says what the event says', () => {
  const of = (event: string): unknown => {
    const { resource } = webhooks.find(({ name }) => name === event)!
    return sampleContent(shapesOfContent(resource)[0]!, event)
  }
  expect(of('REFUND.ABNORMAL')).toMatchObject({ refund_status: 'ABNORMAL' })
  expect(of('ENTRUST.TERMINATE')).toMatchObject({ contract_state: 'TERMINATED' })
  expect(of('FAPIAO.CARD_INSERTED')).toMatchObject({
    fapiao_information: [{ fapiao_status: 'ISSUED', card_status: 'INSERTED' }],
  })
  expect(of('MEDICAL_INSURANCE.SUCCESS')).toMatchObject({ mix_pay_status: 'MIX_PAY_SUCCESS', order_type: 'REG_PAY' })
})

test('an optional field about something else is out of place', () => {
  const at = (event: string): string[] => {
    const { resource } = webhooks.find(({ name }) => name === event)!
    return fieldsOutOfPlace(shapesOfContent(resource)[0]!, event)
  }
  expect(at('MCHTRANSFER.BILL.FINISHED')).toEqual(['fail_reason'])
  expect(at('MCHTRANSFER.BATCH.CLOSED')).toEqual([])
  expect(at('TRANSACTION.SUCCESS')).toEqual(['amount.exchange_rate', 'promotion_detail', 'installment_info'])
})
