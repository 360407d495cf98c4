import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Runs in its own process with a small heap, which would overflow if anything kept the bill or slices of its text. */
const program = `
  import { parseTradeBill } from './packages/sdk/src/bills/index.ts'
  import { payment, tradeBillOf } from './packages/sdk/test/bills/bill-texts.ts'
  const [columns, ...summary] = tradeBillOf(300_000, []).split('\\r\\n')
  async function* bill() {
    yield Buffer.from(columns + '\\r\\n')
    for (let i = 0; i < 1000; i++) yield Buffer.from((payment.replace('T20260301-1', 'T' + i) + '\\r\\n').repeat(300))
    yield Buffer.from(summary.join('\\r\\n'))
  }
  const before = process.resourceUsage().maxRSS
  await using read = await parseTradeBill(bill())
  const kept = []
  let rows = 0
  for await (const row of read.rows()) if (rows++ % 10 === 0) kept.push(row.transaction_id)
  console.log(JSON.stringify({
    bytes: read.size, rows, kept: kept.length, kibibytes: process.resourceUsage().maxRSS - before,
  }))`

test('a bill is read in much less memory than it is long, also by who keeps something of every tenth row', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--max-old-space-size=48',
      '--max-semi-space-size=4',
      '--conditions=@wechatpay-ts/source',
      '--input-type=module',
      '--eval',
      program,
    ],
    { cwd: new URL('../../../../', import.meta.url) },
  )
  const { bytes, rows, kept, kibibytes } = JSON.parse(stdout) as Record<string, number>
  expect([rows, kept]).toEqual([300_000, 30_000])
  expect(bytes).toBeGreaterThan(70_000_000)
  expect(kibibytes).toBeLessThan(48 * 1024)
})
