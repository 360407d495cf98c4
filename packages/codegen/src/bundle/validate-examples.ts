import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { formats } from '../spec/formats.ts'

type Json = Record<string, unknown>

/**
 * Validates every example in a bundled document against its schema. Bodies, fields and payloads of notifications have
 * examples.
 *
 * @returns the number of examples, and the place and reason of each invalid one
 */
export function validateExamples(bundled: Json): { readonly examples: number; readonly problems: readonly string[] } {
  const ajv = new Ajv2020({ strict: false, formats })
  ajv.addSchema({ ...bundled, $id: 'openapi' })
  const problems: string[] = []
  let examples = 0
  const check = (schema: unknown, value: unknown, at: string) => {
    examples++
    const validate = compile(ajv, schema)
    if (!validate(value)) problems.push(`${at}: ${ajv.errorsText(validate.errors)}`)
  }
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null) return
    const { schema, examples: listed } = node as Json
    const payload = (node as Json)['x-wechatpay-resource']
    if (schema !== undefined && isNamed(listed))
      for (const [name, { value }] of Object.entries(listed)) check(schema, value, `${at}/examples/${name}`)
    const payloads = (node as Json)['x-wechatpay-resource-examples']
    if (payload !== undefined && isNamed(payloads))
      for (const [name, { value }] of Object.entries(payloads)) check(payload, value, `${at}/resource/${name}`)
    if (Array.isArray(listed) && 'type' in node) for (const value of listed) check({ ...node, examples: [] }, value, at)
    for (const [key, child] of Object.entries(node)) visit(child, `${at}/${key}`)
  }
  visit(bundled['paths'], '#/paths')
  visit(bundled['webhooks'], '#/webhooks')
  visit(bundled['components'], '#/components')
  return { examples, problems }
}

function isNamed(value: unknown): value is Readonly<Record<string, { readonly value: unknown }>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** References in a bundle start at the document's root, so the schema is compiled under the document's name. */
function compile(ajv: Ajv2020, schema: unknown): ValidateFunction {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')) as object)
}
