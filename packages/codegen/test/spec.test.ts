import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { specFolder } from '../src/folders.ts'
import { Examples } from '../src/spec/example.ts'
import { schemaFields } from '../src/spec/fields.ts'
import { formats } from '../src/spec/formats.ts'
import { wholeSpec as spec } from './support/whole-spec.ts'
import type { Operation, SchemaObject } from '../src/spec/model.ts'
import { ReferenceReader } from '../src/spec/references.ts'

/** The shipped spec keeps the rules that the tools above it rely on. */

/** Every YAML file of the spec, parsed once because parsing takes seconds. */
const contents: ReadonlyMap<string, unknown> = new Map(
  yamlFiles('.').map((file) => [file, parse(readFileSync(join(specFolder, file), 'utf8'))]),
)

const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  allowUnionTypes: true,
  // Alternatives name fields that stand beside them, not inside.
  strictRequired: false,
  strictTypes: false,
  formats,
})
for (const keyword of extensions()) ajv.addKeyword(keyword)

/** Operations kept by hand, with descriptions, examples and error tables; the others are as imported. */
const handKept = spec.operations.filter(({ body, response }) => body.examples.length + response.examples.length > 0)
const handKeptEvents = spec.webhooks.filter(({ examples }) => examples.length > 0)

test('the spec is whole', () => {
  expect(spec.operations).toHaveLength(1_177)
  expect(spec.webhooks).toHaveLength(112)
  expect(handKept.map(({ id }) => id)).toEqual([
    'certificateList',
    'payafterOrderQuery',
    'payafterOrderCreate',
    'payafterOrderCancel',
    'payafterOrderComplete',
    'payafterOrderSync',
    'userServiceStateQuery',
  ])
  expect(handKeptEvents.map(({ name }) => name)).toEqual(['PAYSCORE.USER_ACCEPTED', 'PAYSCORE.USER_PAID'])
})

describe('the extensions that are objects', () => {
  const schemas = new Map(spec.extensions.map((schema) => [schema['x-wechatpay-name'], ajv.compile(schema)]))
  const given = spec.operations.flatMap(({ id, list, upload }) => [
    ...(list ? [{ id, name: 'ListFacts', value: list }] : []),
    ...(upload ? [{ id, name: 'UploadFacts', value: upload }] : []),
  ])

  test('keep their schemas', () => {
    const problems = given.flatMap(({ id, name, value }) => {
      const validate = schemas.get(name)!
      return validate(value) ? [] : [`${id}: ${name}: ${ajv.errorsText(validate.errors)}`]
    })
    expect(problems).toEqual([])
    expect(given.length).toBeGreaterThan(90)
  })
})

const bodies = [
  ...handKept.flatMap(({ id, body, response }) => [
    { name: `${id} request`, schema: body.schema, examples: body.examples },
    { name: `${id} response`, schema: response.schema, examples: response.examples },
  ]),
  ...handKeptEvents.map(({ name, resource, examples }) => ({
    name,
    schema: resource as SchemaObject | undefined,
    examples,
  })),
].flatMap(({ name, schema, examples }) => (schema ? [{ name, schema, examples }] : []))

describe.each(bodies)('$name', ({ schema, examples }) => {
  test.each(examples)('example $name is valid', ({ value }) => {
    const valid = ajv.compile(schema)(value)
    expect(valid, ajv.errorsText(ajv.errors)).toBe(true)
  })
})

describe.each(handKept)('$method $address', (operation) => {
  test('has an example of what it takes and gives', () => {
    for (const { schema, examples } of [operation.body, operation.response])
      if (schema) expect(examples.length).toBeGreaterThan(0)
  })

  test('is told in words, with its errors and the official page', () => {
    expect(operation.link).toMatch(/^https:\/\/pay\.weixin\.qq\.com\//)
    expect(operation.errors.map((error) => error.code)).toContain('SIGN_ERROR')
    for (const error of operation.errors) {
      expect(error.meaning, error.code).not.toMatch(/[。，]$/)
      expect(error.remedy, error.code).not.toMatch(/[。，]$/)
    }
  })

  test('can be resolved', () => {
    if (operation.method !== 'GET') expect(operation.resolve).toBeDefined()
  })
})

describe('of every operation and event', () => {
  const schemas = [
    ...spec.operations.flatMap(({ id, body, response }) => [
      { name: `${id} request`, schema: body.schema },
      { name: `${id} response`, schema: response.schema },
    ]),
    ...spec.webhooks.map(({ name, resource }) => ({ name, schema: resource as SchemaObject | undefined })),
  ].flatMap(({ name, schema }) => (schema ? [{ name, schema }] : []))
  const composed = new Examples(spec)

  test('each field is called something, and its own examples are valid', () => {
    const problems = [
      ...schemas.flatMap(({ name, schema }) =>
        schemaFields(schema).flatMap((field) => fieldProblems(`${name} ${field.path}`, field.schema)),
      ),
      ...spec.operations.flatMap(({ id, parameters: { path, query, headers } }) =>
        [...path, ...query, ...headers].flatMap((one) => fieldProblems(`${id} ${one.name}`, one.schema)),
      ),
    ]
    expect(problems).toEqual([])
  })

  test('an example composed of its fields’ examples is valid', () => {
    const problems = schemas.flatMap(({ name, schema }) => {
      const validate = ajv.compile(schema)
      return validate(composed.of(schema)) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`]
    })
    expect(problems).toEqual([])
  })

  test('a call is repeated only where a number of the merchant’s makes that safe', () => {
    const problems = spec.operations.flatMap(({ id, retry, businessKey, parameters, body }) => {
      const fields = new Set([
        ...parameters.path.map(({ name }) => name),
        ...Object.keys(body.schema?.properties ?? {}),
      ])
      const keyed = businessKey.length > 0 && businessKey.every((name) => fields.has(name))
      return retry === 'idempotent' && !keyed ? [id] : []
    })
    expect(problems).toEqual([])
  })

  test('the query that resolves a call takes what the call has', () => {
    const problems = spec.operations.flatMap((operation) => resolveProblems(operation))
    expect(problems).toEqual([])
    expect(spec.operations.filter(({ resolve }) => resolve).length).toBeGreaterThan(270)
  })

  test('what it says of lists and uploads is there', () => {
    const problems = spec.operations.flatMap(({ id, list, upload, parameters, body, response }) => {
      const place =
        list?.in === 'json' ? Object.keys(body.schema?.properties ?? {}) : parameters.query.map(({ name }) => name)
      const answer = Object.keys(response.schema?.properties ?? {})
      const asked = [list?.offset, list?.page, list?.cursor, list?.limit].filter((name) => name !== undefined)
      const told = [list?.items, list?.next, list?.total].filter((name) => name !== undefined)
      return [
        ...asked.filter((name) => !place.includes(name)),
        ...told.filter((name) => !answer.includes(name)),
        ...(body.kind === 'multipart' && !upload ? ['upload'] : []),
      ].map((name) => `${id} ${name}`)
    })
    expect(problems).toEqual([])
    expect(spec.operations.filter(({ list }) => list).length).toBe(76)
    expect(spec.operations.filter(({ upload }) => upload).length).toBe(16)
  })
})

function resolveProblems({ id, resolve, parameters, body }: Operation): string[] {
  if (!resolve) return []
  const places = new Set([
    ...parameters.path.map(({ name }) => `path.${name}`),
    ...parameters.query.map(({ name }) => `query.${name}`),
    ...(body.schema ? schemaFields(body.schema) : []).map(({ path }) => `${body.kind}.${path}`),
  ])
  const { parameters: asked, body: askedIn, retry } = resolve.operation
  const names = [...asked.path, ...asked.query].map(({ name }) => name)
  const known = new Set([...names, ...Object.keys(askedIn.schema?.properties ?? {})])
  const missing = asked.path.filter(({ name }) => !(name in resolve.with))
  return [
    ...(retry === 'safe' ? [] : [`${id}: asking may act`]),
    ...Object.entries(resolve.with)
      .filter(([name, from]) => !(places.has(from) || from.startsWith('=')) || !known.has(name))
      .map(([name]) => `${id} ${name}`),
    ...missing.map(({ name }) => `${id} lacks ${name}`),
  ]
}

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
    [...contents].flatMap(([file, content]) =>
      references(content).map((reference) => join(file, '..', decodeURI(reference))),
    ),
  )
  const roots = new Set(['openapi.yaml', 'redocly.yaml'])
  const unreachable = yamlFiles('.').filter((file) => !roots.has(file) && !referred.has(file))
  expect(unreachable.filter((file) => !file.startsWith('glossary/'))).toEqual([])
})

function fieldProblems(path: string, schema: SchemaObject): string[] {
  const values = schema.enum ?? schema['x-extensible-enum'] ?? []
  const meanings = schema['x-enumDescriptions']
  const told = values.map(String).filter((value) => meanings !== undefined && Object.hasOwn(meanings, value))
  const explained = Object.keys(meanings ?? {}).join() === told.join()
  return [
    ...(schema.title ? [] : [`${path} has no title`]),
    ...(/[。，]$/.test(schema.description ?? '') ? [`${path}: the generator ends the sentence`] : []),
    ...(explained ? [] : [`${path}: its values and their meanings differ`]),
    ...(schema.examples ?? [])
      .filter((example) => !ajv.compile(schema)(example))
      .map((example) => `${path}: ${JSON.stringify(example)} ${ajv.errorsText(ajv.errors)}`),
  ]
}

/** All `x-…` keys anywhere in the spec. */
function extensions(): string[] {
  const found = [...contents.values()].flatMap((content) => keys(content))
  const filledIn = ['x-wechatpay-title-en', 'x-wechatpay-description-en', 'x-wechatpay-unit']
  return [...new Set([...found.filter((key) => key.startsWith('x-')), ...filledIn])].toSorted()
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
