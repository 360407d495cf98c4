import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { specFolder } from '../folders.ts'
import { Examples } from '../spec/example.ts'
import type { Operation, SchemaObject, Spec, Webhook } from '../spec/model.ts'
import { copyWords } from './copy-words.ts'
import { redocly } from './redocly.ts'
import { spellOutAlternatives } from './spell-out-alternatives.ts'

type Json = Record<string, unknown>

/** Makes one document of the spec's files and completes it. */
export function bundleSpec(spec: Spec): Json {
  const folder = mkdtempSync(join(tmpdir(), 'wechatpay-ts-spec-'))
  try {
    const file = join(folder, 'openapi.json')
    redocly('bundle', join(specFolder, 'openapi.yaml'), '--output', file)
    const bundled = JSON.parse(readFileSync(file, 'utf8')) as Json
    completeBundle(bundled, spec)
    return bundled
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * Completes a bundled OpenAPI document for readers who have nothing but it: it adds an example for every body, the
 * glossary's descriptions and English names, and rewrites alternatives into the form that generators read.
 *
 * @param bundled the document that Redocly bundled; changed in place
 * @throws {Error} the bundled document lacks an operation or a notification of the spec
 */
export function completeBundle(bundled: Json, spec: Spec): void {
  const examples = new Examples(spec)
  const operations = new Map(spec.operations.map((operation) => [operation.id, operation]))
  const webhooks = new Map(spec.webhooks.map((webhook) => [webhook.id, webhook]))
  const words = copyWords(bundled)
  const missing = new Set([...operations.keys(), ...webhooks.keys()])
  for (const node of operationNodes(bundled)) {
    const id = String(node['operationId'])
    missing.delete(id)
    const operation = operations.get(id)
    const webhook = webhooks.get(id)
    if (operation) {
      completeOperation(node, operation, examples)
      words.operation(node, operation)
    }
    if (webhook) {
      completeWebhook(node, webhook, examples)
      words.notification(node, webhook)
    }
  }
  if (missing.size > 0) throw new Error(`Not in the bundle: ${[...missing].join(', ')}`)
  spellOutAlternatives(bundled)
}

function* operationNodes(bundled: Json): Generator<Json> {
  for (const group of ['paths', 'webhooks'])
    for (const item of Object.values((bundled[group] ?? {}) as Record<string, Json>))
      for (const node of Object.values(item))
        if (typeof node === 'object' && node !== null && 'operationId' in node) yield node
}

function completeOperation(node: Json, { body, response, errors }: Operation, examples: Examples): void {
  // The bundler does not look into extensions, so the files they refer to would stay outside the document.
  if (errors.length > 0) node['x-wechatpay-errors'] = errors
  addExample(node['requestBody'], body, (schema) => examples.ofRequest(schema))
  const answers = node['responses'] as Record<string, unknown>
  addExample(answers[String(response.status)], response, (schema) => examples.of(schema))
}

function completeWebhook(node: Json, { resource, examples: written }: Webhook, examples: Examples): void {
  if (node['x-wechatpay-resource'] !== undefined) node['x-wechatpay-resource'] = resource
  const [first] = written
  node['x-wechatpay-resource-examples'] ??= { example: { value: first?.value ?? examples.of(resource) } }
}

/** Adds an example to a body that has none. An example from the spec stays. */
function addExample(
  holder: unknown,
  { schema, examples: written }: Pick<Operation['body'], 'schema' | 'examples'>,
  exampleOf: (schema: SchemaObject) => unknown,
): void {
  if (!schema || written.length > 0) return
  const content = (holder as { content?: Record<string, Json> } | undefined)?.content ?? {}
  const [media] = Object.values(content)
  if (media && !('$ref' in media)) media['examples'] = { example: { value: exampleOf(schema) } }
}
