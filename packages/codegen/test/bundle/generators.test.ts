import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleSpec } from '../../src/bundle/bundle-spec.ts'
import { wholeSpec as spec } from '../support/whole-spec.ts'

/** Widely used generators read the published document. Their output must compile and agree with ours. */

const run = promisify(execFile)
let folder: string
let input: string
let complaints: string[]

// Programs written against the output. Every line that must not compile stands below its own expectation.
const users = {
  'paths.ts': `
    import type { components, operations, paths, webhooks } from './openapi-typescript.ts'
    type Body<T> = T extends { requestBody: { content: { 'application/json': infer Json } } } ? Json : never
    export type Same = paths['/v3/payscore/payafter-orders']['post'] extends operations['payafterOrderCreate'] ? true : never
    export const same: Same = true
    export const error: components['schemas']['Error'] = { code: 'PARAM_ERROR', message: '' }
    export type Notified = webhooks['PAYSCORE.USER_PAID']
    type Refund = Body<operations['refundDomesticRefunds']>
    const amount = { refund: 1, total: 1, currency: 'CNY' }
    export const refund: Refund = { transaction_id: '1', out_refund_no: 'R1', amount }
    // @ts-expect-error neither transaction_id nor out_trade_no
    export const ofNothing: Refund = { out_refund_no: 'R1', amount }
    // @ts-expect-error no amount
    export const noAmount: Refund = { transaction_id: '1', out_refund_no: 'R1' }
    // @ts-expect-error a number is no order number
    export const wrongType: Refund = { transaction_id: 1, out_refund_no: 'R1', amount }
  `,
  'functions.ts': `
    import { payafterOrderComplete, refundDomesticRefunds } from './hey-api/index.ts'
    import type { PayafterOrder } from './hey-api/index.ts'
    const amount = { refund: 1, total: 1, currency: 'CNY' }
    export async function call(): Promise<PayafterOrder['state'] | undefined> {
      await refundDomesticRefunds({ body: { out_trade_no: 'T1', out_refund_no: 'R1', amount } })
      // @ts-expect-error neither transaction_id nor out_trade_no
      await refundDomesticRefunds({ body: { out_refund_no: 'R1', amount } })
      // @ts-expect-error no path
      await payafterOrderComplete({ body: {} })
      return undefined
    }
  `,
} as const

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-generators-'))
  input = join(folder, 'openapi.json')
  await writeFile(input, JSON.stringify(bundleSpec(spec)))
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    types: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }))
  await mkdir(join(folder, 'hey-api'))
  await Promise.all([
    generate('openapi-typescript', input, '--output', join(folder, 'openapi-typescript.ts')),
    generate('openapi-ts', '--input', input, '--output', join(folder, 'hey-api'), '--no-log-file'),
    ...Object.entries(users).map(([name, code]) => writeFile(join(folder, name), code)),
  ])
  const { stdout } = await run('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
    (error: { code: unknown; stdout: string }) => {
      if (typeof error.code === 'number') return error
      throw error // not the compiler's verdict: it did not run
    },
  )
  complaints = stdout.split('\n').filter((line) => line.includes('error TS'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a generator's command as npm would, from this package and with the TypeScript installed beside it. */
async function generate(command: string, ...args: readonly string[]): Promise<void> {
  const commands = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))
  const env = { ...process.env, PATH: `${commands}${delimiter}${process.env['PATH']}` }
  await run(command, args, { cwd: folder, env, maxBuffer: 64e6 })
}

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator()
  expect(await validator.validate(input)).toMatchObject({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('what they write compiles, and calls written against it are checked', () => {
  expect(complaints).toEqual([])
})

const unknownBody = /^.*(?:[|&] unknown\b|\bunknown [|&]|\bbody\??: unknown).*$/gm

test('openapi-typescript knows every operation and notification, and no body is unknown', async () => {
  const types = await readFile(join(folder, 'openapi-typescript.ts'), 'utf8')
  const operations = new Set(types.slice(types.indexOf('export interface operations {')).match(/^ {4}\w+(?=: \{$)/gm))
  const ids = [...spec.operations, ...spec.webhooks].map(({ id }) => id)
  expect(ids.filter((id) => !operations.has(`    ${id}`))).toEqual([])
  expect(types.match(unknownBody)).toBeNull()
})

test('openapi-ts writes a function for every operation, and no body is unknown', async () => {
  const functions = await readFile(join(folder, 'hey-api/sdk.gen.ts'), 'utf8')
  const names = new Set(functions.match(/(?<=^export const )\w+/gm)?.map((name) => name.toLowerCase()))
  // The generator spells acronyms in its own case; the names are otherwise the same.
  expect(spec.operations.filter(({ id }) => !names.has(id.toLowerCase()))).toEqual([])
  expect(names.size).toBe(spec.operations.length)
  expect((await readFile(join(folder, 'hey-api/types.gen.ts'), 'utf8')).match(unknownBody)).toBeNull()
})
