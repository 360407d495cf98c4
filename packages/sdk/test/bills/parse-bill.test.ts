import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BillFormatError,
  parseBill,
  parseFundFlowBill,
  parseTradeBill,
  type Bill,
  type BillRow,
} from '../../src/bills/index.ts'
import { utf8 } from '../../src/crypto/index.ts'
import { fundFlowBillText, payment, refund, tradeBillOf, tradeBillText } from './bill-texts.ts'

async function rowsOf<Row extends BillRow>(bill: Bill<Row>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of bill.rows()) rows.push(row)
  return rows
}

describe('a trade bill', () => {
  test('has payments and refunds, amounts in fen, times with their zone, and what is not there left out', async () => {
    const [paid, refunded] = await rowsOf(await parseTradeBill(tradeBillText(payment, refund)))
    const { columns, ...fields } = paid!
    expect(fields).toEqual({
      trade_time: '2026-03-01T12:10:00+08:00',
      appid: 'wx8888888888888888',
      mchid: '1900000109',
      transaction_id: '4200000263202603017700136502',
      out_trade_no: 'T20260301-1',
      openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      trade_type: 'JSAPI',
      trade_state: 'SUCCESS',
      bank_type: 'OTHERS',
      currency: 'CNY',
      settlement_total: 1250,
      coupon_amount: 0,
      refund_amount: 0,
      coupon_refund_amount: 0,
      description: '租借, 一次',
      attach: '{"a":1}',
      fee_yuan: '0.06000',
      fee_rate: '0.60%',
      total: 1250,
      requested_refund: 0,
    })
    expect(columns).toMatchObject({ 交易时间: '2026-03-01 12:10:00', 特约商户号: '0', 微信退款单号: '0', 费率备注: '' })
    expect(Object.keys(columns)).toHaveLength(27)
    expect(refunded).toMatchObject({
      refund_id: '50000305742026030103387128253',
      out_refund_no: 'R20260301-1',
      refund_amount: 300,
      refund_status: 'SUCCESS',
      fee_yuan: '-0.01000',
    })
  })

  test('has a summary before any row is read', async () => {
    const { summary } = await parseTradeBill(tradeBillText(payment, refund))
    expect(summary).toMatchObject({
      count: 2,
      settlement_total: 1250,
      refund_total: 300,
      coupon_refund_total: 0,
      fee_total_yuan: '0.06000',
      total: 1250,
      requested_refund_total: 300,
    })
    expect(summary!.columns['总交易单数']).toBe('2.0')
  })

  test('may have no rows, and may be read again', async () => {
    const empty = await parseTradeBill(tradeBillText())
    expect(await rowsOf(empty)).toEqual([])
    expect(empty.summary?.count).toBe(0)
    const bill = await parseTradeBill(tradeBillText(payment))
    expect(await rowsOf(bill)).toEqual(await rowsOf(bill))
  })
})

test('a fund-flow bill, with columns written otherwise and one that is new', async () => {
  const bill = await parseFundFlowBill(fundFlowBillText)
  const [row] = await rowsOf(bill)
  expect(row).toMatchObject({
    time: '2026-03-01T04:21:23+08:00',
    business_id: '50000305742018020103387128253',
    direction: '支出',
    amount: 2,
    balance: -17,
    voucher_id: 'REF4200000068201801293084726067',
    columns: { '收支金额（元）': '0.02', 新增的列: '新' },
  })
  expect(bill.summary).toMatchObject({ count: 1, income_count: 0, income: 0, expense_count: 1, expense: 2 })
})

describe('any bill', () => {
  test('is the same however it is cut, packed or ended', async () => {
    const text = tradeBillText(payment, refund)
    const wanted = await rowsOf(await parseTradeBill(text))
    const bytes = utf8(text)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        fc.boolean(),
        async (sizes, packed) => {
          const source = packed ? gzipSync(bytes) : bytes
          const bill = await parseTradeBill(cut(source, sizes))
          expect(await rowsOf(bill)).toEqual(wanted)
          expect(bill.summary?.count).toBe(2)
        },
      ),
      { numRuns: 30 },
    )
    expect(await rowsOf(await parseTradeBill(text.replaceAll('\r\n', '\n').trimEnd()))).toEqual(wanted)
    expect(await rowsOf(await parseTradeBill(text.slice(1)))).toEqual(wanted)
  })

  test('that is damaged, or swells without end, says so', async () => {
    const packed = gzipSync(tradeBillText(payment, refund))
    for (const source of [packed.subarray(0, -20), gzipSync(Buffer.alloc(70 * 1024 * 1024))])
      await expect(parseTradeBill(source)).rejects.toMatchObject({ name: 'RequestError', field: 'source' })
  })

  test('may have no ticks, or not everywhere', async () => {
    const plain = await parseBill('a,b\n1,2\n3,4\n')
    expect((await rowsOf(plain)).map(({ columns }) => columns)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ])
    expect(plain.summary).toBeUndefined()
    const mixed = await parseBill('a,b,c\n`1,2,`3\n`4,5,6\n')
    expect((await rowsOf(mixed)).map(({ columns }) => columns)).toEqual([
      { a: '1', b: '2', c: '3' },
      { a: '4', b: '5', c: '6' },
    ])
  })

  test('of one row without a summary does not take the row for one', async () => {
    const bill = await parseBill('a,b\n`1,`2\n')
    expect(bill.summary).toBeUndefined()
    expect(await rowsOf(bill)).toHaveLength(1)
  })

  test('keeps its summary however many rows are before it', async () => {
    const rows = Array.from({ length: 2_000 }, (_, i) => payment.replace('T20260301-1', `租${i}`))
    const bill = await parseTradeBill(tradeBillText(...rows))
    expect(bill.size).toBeGreaterThan(400_000)
    expect(bill.summary?.total).toBe(1250)
    expect((await rowsOf(bill)).at(-1)?.out_trade_no).toBe('租1999')
  })

  test.each([
    ['too few values', tradeBillText(payment, '`2026-03-01 12:10:00,`wx'), { line: 3 }],
    [
      'an amount that is none',
      tradeBillText(payment.replace('`12.50', '`12.5.0')),
      { line: 2, column: '应结订单金额' },
    ],
    ['an amount of too many decimals', tradeBillText(payment.replace('`12.50', '`12.505')), { column: '应结订单金额' }],
    ['a first line of values', `${payment}\n`, { line: 1 }],
  ])('refuses %s, naming the place and no value', async (_, text, where) => {
    const failed = parseTradeBill(text).then(rowsOf)
    await expect(failed).rejects.toThrow(BillFormatError)
    await expect(failed).rejects.toMatchObject({ code: 'BILL_FORMAT', ...where })
    await expect(failed).rejects.not.toThrow(/12\.50?5|2026/)
  })

  test('refuses bytes that are no text, and a line that does not end', async () => {
    await expect(parseBill(Uint8Array.of(0x61, 0x0a, 0xff, 0xfe)).then(rowsOf)).rejects.toThrow(BillFormatError)
    await expect(parseBill('a'.repeat(1_100_000)).then(rowsOf)).rejects.toThrow(BillFormatError)
  })
})

const notBills = {
  'an empty file': '',
  'a byte-order mark alone': '\uFEFF',
  'a text': 'hello',
  'an error page': '<html>502</html>\n<p>a,b</p>\n',
  'a refusal': '{"code":"NO_AUTH","message":"权限异常"}',
  'a refusal of several lines': '{\n  "code":"NO_AUTH",\n  "message":"权限异常"\n}',
  'a refusal of APIv2': '<xml><return_code>FAIL</return_code></xml>',
  'a heading alone': tradeBillText(payment).split('\r\n')[0]!,
  'a heading of names that are not known, alone': 'a,b\r\n',
  'a bill cut before its summary': tradeBillText(payment, refund).split('\r\n').slice(0, 3).join('\r\n'),
  'a bill cut within the names of its summary': tradeBillText(payment, refund).split('\r\n').slice(0, 4).join('\r\n'),
  'a bill cut within its summary': tradeBillText(payment, refund).slice(0, -20),
  'a bill with fewer rows than its summary counts': tradeBillOf(3, [payment, refund]),
  'a bill with more rows than its summary counts': tradeBillOf(1, [payment, refund]),
  'two bills in one file': tradeBillText(payment) + tradeBillText(refund),
}

describe('a file that is not a whole bill is none', () => {
  test.each(Object.entries(notBills))('%s', async (_, text) => {
    for (const parse of [parseTradeBill, parseFundFlowBill, parseBill]) {
      for (const source of [text, gzipSync(text)])
        await expect(parse(source)).rejects.toMatchObject({ name: 'BillFormatError', hint: { zh: /没有被截断/ } })
    }
  })

  test('whatever is cut off its end, in lines', async () => {
    for (const [text, parse] of [
      [tradeBillText(payment, refund), parseTradeBill],
      [fundFlowBillText, parseFundFlowBill],
    ] as const) {
      const lines = text.trimEnd().split('\r\n')
      for (let end = 0; end < lines.length; end++)
        await expect(parse(lines.slice(0, end).join('\r\n'))).rejects.toThrow(BillFormatError)
      expect((await parse(lines.join('\r\n'))).summary).toBeDefined()
    }
  })

  test('nor is one of another kind', async () => {
    await expect(parseFundFlowBill(tradeBillText(payment))).rejects.toThrow(
      'line 1 of the bill: expected the column names of a fund-flow bill, received those of a trade bill',
    )
    await expect(parseTradeBill(fundFlowBillText)).rejects.toThrow(/received those of a fund-flow bill/)
    await expect(parseTradeBill('a,b\n`1,`2\nc,d\n`1,`2\n')).rejects.toMatchObject({ line: 1 })
    expect((await rowsOf(await parseBill(fundFlowBillText)))[0]!.columns).toHaveProperty(
      '业务凭证号',
      expect.any(String),
    )
  })

  test('nor does reading end early where other lines stand between the rows', async () => {
    // The number of lines fits the summary, so only the rows show it.
    const bill = await parseTradeBill(tradeBillOf(4, [payment, 'a,b,c', payment, refund]))
    await expect(rowsOf(bill)).rejects.toMatchObject({ name: 'BillFormatError', line: 3 })
  })
})

describe('every documented bill is one', () => {
  const columns = (text: string): string[] => text.split(',')
  const ofRefunds = columns('微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,申请退款金额')
  const all = tradeBillText().slice(1).split('\r\n')[0]!.split(',')
  const refunds = all.toSpliced(all.indexOf('微信退款单号'), 0, '退款申请时间', '退款成功时间')
  const payments = all.filter((name) => !ofRefunds.includes(name))
  const whole = columns('总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额')
  const short = columns('总交易单数,应结订单总金额,手续费总金额,订单总金额')
  const line = (names: readonly string[], count: string): string =>
    names.map((name) => `\`${name.endsWith('单数') ? count : /金额|手续费$/.test(name) ? '0.00' : ''}`).join(',')

  test.each([
    ['ALL', all, whole],
    ['SUCCESS', payments, short],
    ['REFUND', refunds, whole],
    ['of APIv2', all.map((name) => name.replace('公众账号ID', '公众账号id').replace('特约商户号', '子商户号')), whole],
  ])('%s, also without rows', async (_, names, summary) => {
    for (const [rows, count] of [
      [[], '0'],
      [[], '0.0'],
      [[line(names, '')], '1.0'],
    ] as const) {
      const text = [names.join(','), ...rows, summary.join(','), line(summary, count), ''].join('\r\n')
      for (const source of [text, `\uFEFF${text}`, text.replaceAll('\r\n', '\n'), `${text}\r\n\r\n`, gzipSync(text)]) {
        const bill = await parseTradeBill(source)
        expect(await rowsOf(bill)).toHaveLength(rows.length)
        expect(bill.summary?.count).toBe(rows.length)
        expect(await rowsOf(await parseBill(source))).toHaveLength(rows.length)
      }
    }
  })
})

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array, void> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}
