import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CatalogueOperation, CatalogueWebhook } from '../../src/catalogue/entry.ts'
import { importCatalogue } from '../../src/catalogue/import.ts'
import { writeSpec } from '../../src/catalogue/write-spec.ts'
import { field, operation, webhook } from '../support/catalogue-rows.ts'
import { folderOf } from '../support/spec-folder.ts'

const operations = [
  operation('v3/pay/orders#post'),
  operation('v3/pay/orders/{id}#get'),
  operation('v2/pay/close#post'),
]
const webhooks = [webhook('v3/REFUND.SUCCESS')]

function emptySpec(): string {
  return folderOf({
    'openapi.yaml':
      '# kept by hand\nopenapi: 3.1.1\ntags:\n  - name: pay\n    description: 基础支付\npaths: {}\nwebhooks: {}\n',
  })
}

function imported(rows: readonly CatalogueOperation[], events: readonly CatalogueWebhook[], only?: readonly string[]) {
  return importCatalogue({ operations: rows, webhooks: events }, [], only)
}

function readYaml(folder: string, file: string): unknown {
  return parse(readFileSync(join(folder, file), 'utf8'))
}

test('an import writes a file per path and notification and enters them in the root', () => {
  const folder = emptySpec()
  const report = writeSpec(folder, imported(operations, webhooks))
  expect(report.kept).toEqual([])
  expect(readYaml(folder, 'paths/v3/pay/orders/{id}.yaml')).toMatchObject({ get: { operationId: 'payOrder' } })
  expect(readYaml(folder, 'openapi.yaml')).toEqual({
    openapi: '3.1.1',
    tags: [{ name: 'pay', description: '基础支付' }],
    paths: {
      '/pay/close': { $ref: './paths/v2/pay/close.yaml' },
      '/v3/pay/orders': { $ref: './paths/v3/pay/orders.yaml' },
      '/v3/pay/orders/{id}': { $ref: './paths/v3/pay/orders/{id}.yaml' },
    },
    webhooks: { 'REFUND.SUCCESS': { $ref: './webhooks/REFUND.SUCCESS.yaml' } },
  })
})

test('an import adds the fields that the catalogue lacks, deep ones too', () => {
  const close = ['appid', 'mch_id', 'out_trade_no', 'nonce_str'].map((name) => field(name))
  const create = [field('post_discounts', { type: 'object[]', fields: [field('description'), field('count')] })]
  const folder = emptySpec()
  const rows = [
    operation('v2/pay/closeorder#post', { request: { body: { kind: 'xml', fields: close } } }),
    operation('v3/payscore/serviceorder#post', { request: { body: { kind: 'json', fields: create } } }),
  ]
  writeSpec(folder, imported(rows, []))
  const namesIn = (file: string): (string | undefined)[] =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/(\w+):\n +type: (?:string|number)/g)].map(([, name]) => name)
  expect(namesIn('paths/v2/pay/closeorder.yaml')).toEqual(
    expect.arrayContaining(['mch_id', 'sub_appid', 'sub_mch_id', 'nonce_str']),
  )
  expect(namesIn('paths/v3/payscore/serviceorder.yaml')).toEqual(
    expect.arrayContaining(['description', 'amount', 'count']),
  )
})

test('a second import changes nothing and keeps corrections and comments', () => {
  const folder = emptySpec()
  writeSpec(folder, imported(operations, webhooks))
  const corrected = '# corrected\npost: {}\n'
  writeFileSync(join(folder, 'paths/v3/pay/orders.yaml'), corrected)
  const root = readFileSync(join(folder, 'openapi.yaml'), 'utf8')

  const report = writeSpec(folder, imported(operations, webhooks))

  expect(report.written).toEqual([])
  expect(readFileSync(join(folder, 'paths/v3/pay/orders.yaml'), 'utf8')).toBe(corrected)
  expect(readFileSync(join(folder, 'openapi.yaml'), 'utf8')).toBe(root)
  expect(root).toContain('# kept by hand')
})

test('a forced import overwrites', () => {
  const folder = emptySpec()
  writeSpec(folder, imported(operations, webhooks))
  writeFileSync(join(folder, 'paths/v3/pay/orders.yaml'), 'post: {}\n')
  writeSpec(folder, imported(operations, webhooks), { force: true })
  expect(readYaml(folder, 'paths/v3/pay/orders.yaml')).toMatchObject({ post: { operationId: 'payOrders' } })
})

test('a glob selects, and names do not depend on the selection', () => {
  const folder = emptySpec()
  const both = [operation('v3/pay/orders#post'), operation('v3/pay/orders#get')]
  writeSpec(folder, imported(both, webhooks, ['v3/pay/*#post']))
  expect(readYaml(folder, 'paths/v3/pay/orders.yaml')).toMatchObject({ post: { operationId: 'payOrdersCreate' } })
  expect(existsSync(join(folder, 'webhooks'))).toBe(false)
})

test('a glob that selects nothing is refused', () => {
  expect(() => imported(operations, webhooks, ['v3/pya/*'])).toThrow('--only v3/pya/* selects nothing')
})

test('a folder without a root document is refused', () => {
  const folder = folderOf({})
  expect(() => writeSpec(folder, imported(operations, webhooks))).toThrow('openapi.yaml is missing')
})
