import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { specFolder } from '../src/folders.ts'
import { schemaFields } from '../src/spec/fields.ts'
import { loadSpec } from '../src/spec/load.ts'
import type { Parameter, SchemaObject } from '../src/spec/model.ts'
import { ReferenceReader } from '../src/spec/references.ts'

/** The spec that is shipped, held to what the tools above it rely on. */
const spec = loadSpec()

const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  allowUnionTypes: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/ },
})
for (const keyword of extensions()) ajv.addKeyword(keyword)

const bodies = [
  ...spec.operations.flatMap(({ id, body, response }) => [
    { name: `${id} request`, schema: body.schema, examples: body.examples },
    { name: `${id} response`, schema: response.schema, examples: response.examples },
  ]),
  ...spec.webhooks.map(({ name, resource, examples }) => ({
    name,
    schema: resource as SchemaObject | undefined,
    examples,
  })),
].flatMap(({ name, schema, examples }) => (schema ? [{ name, schema, examples }] : []))

describe.each(bodies)('$name', ({ schema, examples }) => {
  test('has an example', () => {
    expect(examples.length).toBeGreaterThan(0)
  })

  test.each(examples)('example $name is valid', ({ value }) => {
    const valid = ajv.compile(schema)(value)
    expect(valid, ajv.errorsText(ajv.errors)).toBe(true)
  })

  test('a field’s own examples are valid, its name and the meaning of its values are told', () => {
    for (const field of schemaFields(schema)) describedFully(field.path, field.schema)
  })
})

describe.each(spec.operations)('$method $address', (operation) => {
  test('has described parameters', () => {
    const { path, query, headers } = operation.parameters
    for (const parameter of [...path, ...query, ...headers]) describedFully(parameter.name, parameter.schema)
  })

  test('is told in words, with its errors and the official page', () => {
    expect(operation.description).not.toBe('')
    expect(operation.link).toMatch(/^https:\/\/pay\.weixin\.qq\.com\//)
    expect(operation.errors.map((error) => error.code)).toContain('SIGN_ERROR')
    for (const error of operation.errors) {
      expect(error.meaning, error.code).not.toMatch(/[。，]$/)
      expect(error.remedy, error.code).not.toMatch(/[。，]$/)
    }
  })

  test('is repeated only where a business number makes that safe', () => {
    if (operation.retry === 'idempotent') expect(operation.businessKey).not.toEqual([])
    if (operation.retry === 'safe') expect(operation.method).toBe('GET')
  })

  test('can be resolved from what the caller sent', () => {
    const places = new Set([
      ...operation.parameters.path.map((parameter: Parameter) => `path.${parameter.name}`),
      ...Object.keys(operation.body.schema?.properties ?? {}).map((name) => `json.${name}`),
    ])
    const query = operation.resolve?.operation.parameters
    for (const [name, source] of Object.entries(operation.resolve?.with ?? {})) {
      expect(places).toContain(source)
      expect([...(query?.query ?? []), ...(query?.path ?? [])].map((parameter) => parameter.name)).toContain(name)
    }
    for (const parameter of query?.query.filter((one) => one.required) ?? []) {
      expect(operation.resolve?.with).toHaveProperty(parameter.name)
    }
    if (operation.method !== 'GET') expect(operation.resolve).toBeDefined()
  })
})

test('every shared schema is sound JSON Schema 2020-12', () => {
  const reader = new ReferenceReader(specFolder)
  for (const file of yamlFiles('components/schemas')) ajv.compile(reader.read(file) as SchemaObject)
})

test('every extension in use is explained in the README', () => {
  const readme = readFileSync(join(specFolder, 'README.md'), 'utf8')
  for (const extension of extensions()) expect(readme).toContain(`\`${extension}\``)
})

test('every file is reachable from the root document', () => {
  const referred = new Set(
    yamlFiles('.').flatMap((file) =>
      references(parse(readFileSync(join(specFolder, file), 'utf8'))).map((reference) =>
        join(file, '..', decodeURI(reference)),
      ),
    ),
  )
  const roots = new Set(['openapi.yaml', 'redocly.yaml'])
  expect(yamlFiles('.').filter((file) => !roots.has(file) && !referred.has(file))).toEqual([])
})

function describedFully(path: string, schema: SchemaObject): void {
  expect(schema.title, `${path} has a title`).toBeTruthy()
  expect(schema.description ?? '', `${path}: the generator ends the sentence`).not.toMatch(/[。，]$/)
  const values = schema.enum ?? schema['x-extensible-enum'] ?? []
  const meanings = schema['x-enumDescriptions']
  if (meanings) expect(Object.keys(meanings), path).toEqual(values.map(String))
  for (const example of schema.examples ?? []) {
    const valid = ajv.compile(schema)(example)
    expect(valid, `${path}: ${ajv.errorsText(ajv.errors)}`).toBe(true)
  }
}

/** All `x-…` keys anywhere in the spec. */
function extensions(): string[] {
  const found = yamlFiles('.').flatMap((file) => keys(parse(readFileSync(join(specFolder, file), 'utf8'))))
  return [...new Set(found.filter((key) => key.startsWith('x-')))].toSorted()
}

function keys(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => [key].concat(keys(value)))
}

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' ? [String(value)] : references(value)))
}

function yamlFiles(folder: string): string[] {
  return readdirSync(join(specFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file).replaceAll('\\', '/'))
    .toSorted()
}
