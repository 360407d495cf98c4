import { checkKeys } from '../glossary/shared-checks.ts'
import type { Operation, SchemaObject, Webhook } from '../spec/model.ts'

type Json = Record<string, unknown>

const wordKeys = [
  'description',
  'x-wechatpay-title-en',
  'x-wechatpay-description-en',
  'x-wechatpay-unit',
  ...checkKeys,
] as const

/** Copies the glossary's descriptions and checks from the loaded spec into the bundled document, place by place. */
export function copyWords(bundled: Json): {
  readonly operation: (node: Json, operation: Operation) => void
  readonly notification: (node: Json, notification: Webhook) => void
} {
  const seen = new Set<Json>()

  const place = (node: unknown, schema: SchemaObject | undefined): void => {
    if (!isObject(node) || !schema) return
    const target = typeof node['$ref'] === 'string' ? resolve(bundled, node['$ref']) : undefined
    for (const key of wordKeys)
      if (schema[key] !== undefined && (node[key] ?? target?.[key]) !== schema[key]) node[key] = schema[key]
    inside(target ?? node, schema)
  }

  const inside = (node: Json, schema: SchemaObject): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const key of ['properties', 'patternProperties'] as const)
      for (const [name, field] of Object.entries(schema[key] ?? {}))
        place((node[key] as Json | undefined)?.[name], field)
    for (const key of ['items', 'contentSchema'] as const) place(node[key], schema[key])
    for (const key of ['anyOf', 'oneOf'] as const)
      for (const [index, one] of (schema[key] ?? []).entries()) place((node[key] as Json[] | undefined)?.[index], one)
  }

  const content = (holder: unknown, schema: SchemaObject | undefined): void => {
    const [media] = isObject(holder) && isObject(holder['content']) ? Object.values(holder['content']) : []
    if (isObject(media)) place(media['schema'], schema)
  }

  const sentences = (node: Json, { description, english }: Operation | Webhook): void => {
    if (description !== '') node['description'] ??= description
    if (english.title !== undefined) node['x-wechatpay-title-en'] ??= english.title
    if (english.description !== '') node['x-wechatpay-description-en'] ??= english.description
  }

  return {
    operation(node, operation) {
      sentences(node, operation)
      const { path, query, headers } = operation.parameters
      const described = [...path, ...query, ...headers]
      for (const parameter of (node['parameters'] ?? []) as Json[]) {
        const schema = described.find(({ name }) => name === parameter['name'])?.schema
        if (schema) place(parameter['schema'], schema)
      }
      content(node['requestBody'], operation.body.schema)
      content((node['responses'] as Json)[String(operation.response.status)], operation.response.schema)
    },
    notification(node, notification) {
      sentences(node, notification)
      if (node['x-wechatpay-resource'] === undefined) content(node['requestBody'], notification.resource)
    },
  }
}

function resolve(document: Json, reference: string): Json | undefined {
  const steps = reference.replace(/^#\//, '').split('/')
  const target = steps.reduce<unknown>(
    (node, step) => (isObject(node) ? node[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    document,
  )
  return isObject(target) ? target : undefined
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
