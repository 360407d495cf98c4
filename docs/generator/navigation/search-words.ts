import { schemaFields, type Operation, type SchemaObject, type Webhook } from '../../../packages/codegen/src/index.ts'
import type { Edition } from './edition.ts'

/** Words by which people ask for an operation, where its page has others. */
const everydayWords: Readonly<Record<string, string>> = {
  'GET v3/bill/tradebill': '对账单 对帐单 下载对账单',
  'GET v3/pay/transactions/out-trade-no/{out_trade_no}': '查单 查询订单',
  'GET v3/pay/transactions/id/{transaction_id}': '查单 查询订单',
  'POST v3/pay/transactions/out-trade-no/{out_trade_no}/close': '关闭订单',
}

/**
 * Returns words that find a page besides its title and sentences: names and titles of fields, error codes. The result
 * is one text with each word once, because the tables repeat many words.
 */
export function searchWords(operation: Operation, edition: Edition): string {
  const { parameters, body, response, errors, upload } = operation
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]?.contentSchema
  const named = [...parameters.path, ...parameters.query, ...parameters.headers].flatMap(({ name, schema }) =>
    namesOf(name, schema, edition),
  )
  return unique([
    ...named,
    ...fieldWords(meta ?? body.schema, edition),
    ...fieldWords(response.schema, edition),
    ...errors.map(({ code }) => code),
    everydayWords[`${operation.method} ${operation.address}`],
  ])
}

export function eventWords({ resource }: Webhook, edition: Edition): string {
  return unique(fieldWords(resource, edition))
}

function fieldWords(schema: SchemaObject | undefined, edition: Edition): (string | undefined)[] {
  if (!schema) return []
  return schemaFields(schema).flatMap(({ name, schema: field }) => namesOf(name, field, edition))
}

function namesOf(name: string, schema: SchemaObject, edition: Edition): (string | undefined)[] {
  const { title, officialTitle } = edition.field(schema)
  return [name, title, officialTitle]
}

function unique(words: readonly (string | undefined)[]): string {
  return [...new Set(words.filter((word) => word !== undefined && word !== ''))].join(' ')
}
