import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { joinProductTypes } from '../join-product-types.ts'

/** Declarations as `tsc` writes them for an SDK with two products, one of which a helper imports from. */
const declarations = {
  'package.json': '{ "type": "module" }',
  'index.d.ts': `/** The package. */
export { WechatPay } from './client.ts';
export type * from './generated/chain.ts';
`,
  'client.d.ts': `import type { Chain } from './generated/chain.ts';
export interface WechatPay extends Chain {
}
`,
  'chain/operation.d.ts': `export interface Operation<Options, Data> {
    (options: Options): Promise<Data>;
}
`,
  'payscore/order.d.ts': `import type { Order } from '../generated/products/v3-payscore.ts';
export declare function finished(order: Order): boolean;
`,
  'generated/chain.d.ts': `import type { V3_Pay } from './products/v3-pay.ts';
import type { V3_Payscore } from './products/v3-payscore.ts';
export type * from './products/v3-pay.ts';
export type * from './products/v3-payscore.ts';
export interface Chain {
    readonly v3: V3;
}
export interface V3 {
    readonly pay: V3_Pay;
    readonly payscore: V3_Payscore;
}
`,
  'generated/products/v3-pay.d.ts': `import type { Operation } from '../../chain/operation.ts';
import type { Order } from './v3-payscore.ts';
export interface Payment {
    order: Order;
}
export interface V3_Pay {
    readonly post: Operation<Payment, undefined>;
}
`,
  'generated/products/v3-payscore.d.ts': `import type { Operation } from '../../chain/operation.ts';
import type { Payment } from './v3-pay.ts';
export interface Order {
    paid_by?: Payment;
}
export interface V3_Payscore {
    readonly get: Operation<Order, Order>;
}
`,
}

let dist: string

beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'wechatpay-ts-join-'))
  for (const [file, text] of Object.entries(declarations)) {
    await mkdir(dirname(join(dist, file)), { recursive: true })
    await writeFile(join(dist, file), text)
  }
})
afterEach(() => rm(dist, { recursive: true }))

test('what the products declare stands in the index, except where others import from a product', async () => {
  await joinProductTypes(dist)
  const files = await readdir(dist, { recursive: true })
  expect(files.filter((file) => file.endsWith('.d.ts')).toSorted()).toEqual(
    [
      'chain/operation.d.ts',
      'client.d.ts',
      'generated/products/v3-payscore.d.ts',
      'index.d.ts',
      'payscore/order.d.ts',
    ].map((file) => join(file)),
  )
  const index = await readFile(join(dist, 'index.d.ts'), 'utf8')
  expect(index).not.toContain('export type *')
  expect(index).toContain("export type { Order, V3_Payscore } from './generated/products/v3-payscore.ts';")
  expect(await readFile(join(dist, 'client.d.ts'), 'utf8')).toContain("from './index.ts'")
  expect(await readFile(join(dist, 'generated/products/v3-payscore.d.ts'), 'utf8')).toContain("from '../../index.ts'")
})

test('a program sees the same types as before', async () => {
  await joinProductTypes(dist)
  await writeFile(
    join(dist, 'program.ts'),
    `import type { Order, Payment, WechatPay } from './index.ts'
    import { finished } from './payscore/order.ts'
    export async function play(wxpay: WechatPay, payment: Payment): Promise<boolean> {
      await wxpay.v3.pay.post(payment)
      const order: Order = await wxpay.v3.payscore.get(payment.order)
      // @ts-expect-error the types have no such field
      order.unknown
      return finished(order)
    }`,
  )
  const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
  const options = ['--ignoreConfig', '--strict', '--noEmit', '--module', 'nodenext', '--allowImportingTsExtensions']
  await promisify(execFile)(process.execPath, [tsc, ...options, join(dist, 'program.ts')])
})

test('an index without the products is refused', async () => {
  await writeFile(join(dist, 'index.d.ts'), "export { WechatPay } from './client.ts';\n")
  await expect(joinProductTypes(dist)).rejects.toThrow('index.ts does not export everything of generated/chain.ts')
})
