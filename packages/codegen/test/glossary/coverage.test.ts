import { describe, expect, test } from 'vitest'
import { chainTree } from '../../src/emit/types/chain-tree.ts'
import { nodeNames } from '../../src/emit/types/node-names.ts'
import { specFolder } from '../../src/folders.ts'
import { describeDocument } from '../../src/glossary/describe.ts'
import { loadGlossary } from '../../src/glossary/glossary.ts'
import { productPath } from '../../src/names.ts'
import type { DocumentObject, SchemaObject } from '../../src/spec/document.ts'
import { schemaFields } from '../../src/spec/fields.ts'
import { documentedValues } from '../../src/spec/named-values.ts'
import { wholeSpec as spec } from '../support/whole-spec.ts'
import { ReferenceReader } from '../../src/spec/references.ts'

/** The shipped glossary is complete, fully used, and written in whole sentences. */
const glossary = loadGlossary(specFolder)
const reader = new ReferenceReader(specFolder)
const document = reader.read('openapi.yaml') as DocumentObject
const leftovers = describeDocument(document, glossary, reader)

/** Every field of a request, an answer or a parameter. */
const fields = spec.operations.flatMap(({ id, body, response, parameters }) => [
  ...[body.schema, response.schema].flatMap((schema) =>
    schema ? schemaFields(schema).map((field) => Object.assign({ at: `${id} ${field.path}` }, field)) : [],
  ),
  ...[...parameters.path, ...parameters.query, ...parameters.headers].map(({ name, schema }) => ({
    at: `${id} ${name}`,
    name,
    schema,
  })),
])

const isDescribed = (schema: SchemaObject): boolean =>
  schema.description !== undefined && schema['x-wechatpay-description-en'] !== undefined

test('every operation and notification is told in both languages', () => {
  const missing = [...spec.operations, ...spec.webhooks]
    .filter(({ description, english }) => description === '' || english.description === '' || !english.title)
    .map(({ id }) => id)
  expect(missing).toEqual([])
})

test('nine in ten fields are told what they mean, in both languages', () => {
  const described = fields.filter(({ schema }) => isDescribed(schema)).length
  expect(described / fields.length).toBeGreaterThanOrEqual(0.9)
})

test('six in ten known values are told what they mean', () => {
  const told = documentedValues(spec.operations, spec.webhooks).flatMap(({ values, schema }) =>
    values.map((value) => schema['x-enumDescriptions']?.[value] !== undefined),
  )
  expect(told.filter(Boolean).length / told.length).toBeGreaterThanOrEqual(0.6)
})

test('nothing in the glossary is without use', () => {
  expect(leftovers).toEqual({ meanings: [], operations: [], notifications: [], checks: [] })
})

test('what refusals mean and what to do is told in English, and nothing else is', () => {
  const errors = spec.operations.flatMap((operation) => operation.errors)
  const said = {
    meanings: new Set(errors.map(({ meaning }) => meaning)),
    remedies: new Set(errors.map(({ remedy }) => remedy)),
  }
  for (const kind of ['meanings', 'remedies'] as const) {
    expect([...said[kind]].filter((text) => !spec.errorWords[kind][text])).toEqual([])
    expect(Object.keys(spec.errorWords[kind]).filter((text) => !said[kind].has(text))).toEqual([])
  }
})

test('product trails, alternatives and meanings of values are told in English, and nothing else is', () => {
  const everyField = [
    ...fields.map(({ schema }) => ({ schema, when: undefined })),
    ...spec.webhooks.flatMap(({ resource }) => schemaFields(resource)),
  ]
  const isChinese = (text: string) => /\p{Script=Han}/u.test(text)
  const said = {
    groups: new Set([...spec.operations, ...spec.webhooks].flatMap(({ group }) => group)),
    alternatives: new Set(everyField.flatMap(({ when = '' }) => (isChinese(when) ? [when] : []))),
    values: new Set(
      everyField.flatMap(({ schema }) =>
        Object.values(schema['x-enumDescriptions'] ?? schema.items?.['x-enumDescriptions'] ?? {}).filter(isChinese),
      ),
    ),
  }
  for (const kind of ['groups', 'alternatives', 'values'] as const) {
    expect([...said[kind]].filter((text) => !spec.texts[kind][text])).toEqual([])
    expect(Object.keys(spec.texts[kind]).filter((text) => !said[kind].has(text))).toEqual([])
  }
})

test('every field has an English name', () => {
  const resources = spec.webhooks.flatMap(({ resource }) => schemaFields(resource))
  const nameless = [...fields, ...resources].filter(({ schema }) => !schema['x-wechatpay-title-en'])
  expect(nameless.map(({ name }) => name)).toEqual([])
})

describe('what the glossary says', () => {
  const sentences = [...glossary.operations, ...glossary.notifications].flatMap(([key, { name, zh, en }]) => [
    { key: `${key} name`, text: name, ends: /[^.。，,：:；;\s]$/, begins: /^[A-Z]/ },
    { key: `${key} zh`, text: zh, ends: /。$/, begins: /^\S/ },
    { key: `${key} en`, text: en, ends: /[.]$/, begins: /^[A-Z]/ },
  ])
  const meanings = glossary.meanings.flatMap(({ file, fields: entries }) =>
    Object.entries(entries).flatMap(([key, { zh, en }]) => [
      { key: `${file} ${key} zh`, text: zh, ends: /[^。，、：；;,:\s]$/, begins: /^\S/ },
      { key: `${file} ${key} en`, text: en, ends: /[^.,:;\s]$/, begins: /^[^\s\p{Ll}]|^[a-z]+_|^[a-z]+[A-Z]/u },
    ]),
  )

  test('begins and ends as a sentence of its kind', () => {
    const odd = [...sentences, ...meanings].filter(({ text, ends, begins }) => !ends.test(text) || !begins.test(text))
    expect(odd.map(({ key, text }) => `${key}: ${text}`)).toEqual([])
  })

  test('is in the language that it is said to be in', () => {
    const odd = [...sentences, ...meanings].filter(({ key, text }) =>
      key.endsWith('zh') ? !/\p{Script=Han}/u.test(text) : /[\p{Script=Han}，。：；（）]/u.test(text),
    )
    expect(odd.map(({ key, text }) => `${key}: ${text}`)).toEqual([])
  })

  test('holds no placeholder', () => {
    const odd = [...sentences, ...meanings].filter(({ text }) => /TODO|FIXME|TBD|XXX|待补|待定|\.{3}/.test(text))
    expect(odd.map(({ key }) => key)).toEqual([])
  })

  test('of an operation says more than its title', () => {
    const odd = spec.operations.filter(
      ({ description, officialTitle }) => description.replaceAll(/[\s。]/g, '') === officialTitle.replaceAll(/\s/g, ''),
    )
    expect(odd.map(({ id }) => id)).toEqual([])
  })
})

test('sentences of operations stand in the file of their product', () => {
  const files = new Map(spec.operations.map(({ id, address }) => [id, productPath(address)?.replaceAll('/', '-')]))
  const misplaced = [...glossary.operations].filter(
    ([id, { file }]) => file !== `glossary/operations/${files.get(id)}.yaml`,
  )
  expect(misplaced.map(([id]) => id)).toEqual([])
})

describe('the names of products', () => {
  test('are complete, and of products that exist', () => {
    expect([...glossary.products.keys()].toSorted()).toEqual(spec.products.map(({ address }) => address))
  })

  test.each(['title', 'english'] as const)('are unique: %s', (language) => {
    const names = spec.products.map((product) => product[language])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('are official', () => {
    const titles = new Map(spec.products.map(({ address, title }) => [address, title]))
    expect(titles.get('v3/pay')).toBe('基础支付')
    expect(titles.get('v3/fund-app')).toBe('商家转账')
    expect(titles.get('v3/combine-transactions')).toBe('合单支付')
  })

  test('are those of the places on the chain, and narrower ones inside a product', () => {
    const nodes = [...nodeNames(chainTree(spec.operations), spec)]
    const names = new Map(nodes.map(([node, name]) => [node.segments.join('/'), name]))
    expect(names.get('v3/pay')).toBe('基础支付')
    expect(names.get('v3/payscore/payafter-orders')).toBe('先享后付')
    expect(names.get('v3/marketing/busifavor')).toBe('商家券')
    expect([...names.values()]).not.toContain('运营工具')
  })

  test('are those of the tags', () => {
    const nameOf = (product: string) =>
      (glossary.products.get(`v3/${product}`) ?? glossary.products.get(`v2/${product}`))?.zh
    expect(document.tags?.filter(({ name, description }) => description !== nameOf(name))).toEqual([])
  })
})
