import { constants, createCipheriv, createHash, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  BillFormatError,
  BillNotReadyError,
  downloadFile,
  fundFlowBill,
  fundsToOverseaBill,
  NoBillError,
  subMerchantFundFlowBill,
  tradeBill,
  type Bill,
  type BillRow,
} from '../../src/bills/index.ts'
import { utf8 } from '../../src/crypto/index.ts'
import {
  AbortedError,
  ApiError,
  DecryptionError,
  MalformedResponseError,
  NetworkError,
  RequestError,
  VerificationError,
  WechatPay,
  type Transport,
} from '../../src/index.ts'
import { defaultTransport as nodeTransport } from '../../src/transport/node.ts'
import {
  answer,
  hangUp,
  isSignedByMerchant,
  merchantSpki,
  refuse,
  SigningServer,
  type Behaviour,
} from '../helpers/signing-server.ts'
import { fundFlowBillText, payment, refund, tradeBillText } from './bill-texts.ts'

const TEXT = tradeBillText(payment, refund)
const PATH = '/v3/billdownload/file?token=xx%2Fyy&tartype=gzip'
const query = { bill_date: '2026-03-01' }

let server: SigningServer
let wxpay: WechatPay

beforeEach(async () => {
  server = await SigningServer.start()
  wxpay = new WechatPay(server.options({ maxRetries: 2, clock: { now: Date.now, sleep: () => Promise.resolve() } }))
})
afterEach(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

/**
 * A signed answer to the application for a bill. Its address has production's host; the client must use its own base
 * URL.
 */
function applied(content: string | Uint8Array = TEXT, more: object = {}): Behaviour {
  const hash_value = createHash('sha1').update(content).digest('hex')
  return answer({ hash_type: 'SHA1', hash_value, download_url: `https://api.mch.weixin.qq.com${PATH}`, ...more })
}

/** An unsigned answer with the file, as WeChat Pay sends it. */
function file(content: string | Uint8Array = TEXT): Behaviour {
  return (_, response) => void response.writeHead(200, { 'Request-ID': 'file-1' }).end(content)
}

async function rowsOf<Row extends BillRow>(bill: Bill<Row>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of bill.rows()) rows.push(row)
  return rows
}

describe('a bill', () => {
  test('is applied for, fetched with a signature over its own address, and read', async () => {
    server.next(applied(), file())
    await using bill = await tradeBill(wxpay, { query: { ...query, bill_type: 'ALL' } })
    expect(server.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /v3/bill/tradebill?bill_date=2026-03-01&bill_type=ALL&tar_type=GZIP',
      `GET ${PATH}`,
    ])
    expect(await isSignedByMerchant(server.received[1]!)).toBe(true)
    expect((await rowsOf(bill)).map(({ trade_state }) => trade_state)).toEqual(['SUCCESS', 'REFUND'])
    expect(bill.summary?.total).toBe(1250)
    expect(bill.size).toBe(utf8(TEXT).length)
  })

  test('is unpacked, the digest being that of the unpacked one, in either case', async () => {
    const hash_value = createHash('sha1').update(TEXT).digest('hex').toUpperCase()
    server.next(applied(TEXT, { hash_value }), file(gzipSync(TEXT)))
    await using bill = await tradeBill(wxpay, { query })
    expect(await rowsOf(bill)).toHaveLength(2)
  })

  test('is asked for unpacked by who wants it so, and where packing is not documented', async () => {
    server.next(applied(), file(), applied(), file())
    await (await tradeBill(wxpay, { query: { ...query, tar_type: '' } })).close()
    await (await fundsToOverseaBill(wxpay, { query })).close()
    expect(
      server.received.map(({ target }) => target).filter((target) => !target.startsWith('/v3/billdownload')),
    ).toEqual([
      '/v3/bill/tradebill?bill_date=2026-03-01&tar_type=',
      '/v3/funds-to-oversea/bill-download-url?bill_date=2026-03-01',
    ])
  })

  test('comes as text, as bytes and as a file that is there whole or not at all', async () => {
    server.next(applied(fundFlowBillText), file(fundFlowBillText))
    await using bill = await fundFlowBill(wxpay, { query: { ...query, account_type: 'BASIC' } })
    expect(await bill.text()).toBe(fundFlowBillText.slice(1))
    expect(await bill.bytes()).toEqual(new Uint8Array(Buffer.from(fundFlowBillText)))
    const folder = await mkdtemp(join(tmpdir(), 'bills-'))
    await bill.save(join(folder, 'bill.csv'))
    await bill.save(join(folder, 'bill.csv'))
    expect(await readFile(join(folder, 'bill.csv'), 'utf8')).toBe(fundFlowBillText)
    expect(await readdir(folder)).toEqual(['bill.csv'])
  })

  test('is not to be read when it is closed', async () => {
    server.next(applied(), file())
    const bill = await tradeBill(wxpay, { query })
    await bill.close()
    await bill.close()
    await expect(rowsOf(bill)).rejects.toThrow(RequestError)
    await expect(bill.text()).rejects.toThrow(/closed/)
    const large = tradeBillText(...Array.from({ length: 30_000 }, () => payment))
    server.next(applied(large), file(large))
    const other = await tradeBill(wxpay, { query })
    const rows = other.rows()
    await rows.next()
    await other.close()
    await expect(rowsOf({ rows: () => rows } as typeof other)).rejects.toThrow(/closed/)
  })

  test('larger than memory should hold waits in a file, and is the same', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => payment.replace('T20260301-1', `租${i}`))
    const text = tradeBillText(...rows)
    server.next(applied(text), file(gzipSync(text)))
    await using bill = await tradeBill(wxpay, { query })
    expect(bill.size).toBeGreaterThan(8 * 1024 * 1024)
    let count = 0
    for await (const { out_trade_no } of bill.rows()) expect(out_trade_no).toBe(`租${count++}`)
    expect(count).toBe(40_000)
    expect(bill.summary?.count).toBe(40_000)
    expect(
      createHash('sha1')
        .update(await bill.bytes())
        .digest('hex'),
    ).toBe(createHash('sha1').update(text).digest('hex'))
  })

  test('comes through a transport that does not stream', async () => {
    const node = nodeTransport()
    const transport: Transport = { send: (request) => node.send(request) }
    server.next(applied(), file(gzipSync(TEXT)))
    await using bill = await tradeBill(new WechatPay(server.options({ transport })), { query })
    expect(await rowsOf(bill)).toHaveLength(2)
    node.close?.()
  })

  test('comes through fetch', async () => {
    server.next(applied(), file(gzipSync(TEXT)))
    await using bill = await tradeBill(new WechatPay(server.options({ fetch: globalThis.fetch })), { query })
    expect(await rowsOf(bill)).toHaveLength(2)
  })
})

describe('nothing of a bill is handed out', () => {
  test('that is another one, after one repeat', async () => {
    const other = file(TEXT.replace('12.50', '92.50'))
    server.next(applied(), other, other)
    const failed = tradeBill(wxpay, { query })
    await expect(failed).rejects.toThrow(VerificationError)
    await expect(failed).rejects.toMatchObject({ code: 'VERIFICATION_BAD_DIGEST', requestId: 'file-1' })
    expect(server.received).toHaveLength(3)
    server.next(applied(), other, file())
    await (await tradeBill(wxpay, { query })).close()
  })

  test('that was cut short on the way; it is fetched again', async () => {
    const cut: Behaviour = (_, response, socket) => {
      response.writeHead(200, { 'content-length': '100000' })
      response.write(TEXT, () => socket.destroy())
    }
    server.next(applied(), cut, hangUp, file())
    await using bill = await tradeBill(wxpay, { query })
    expect(await rowsOf(bill)).toHaveLength(2)
    server.next(applied(), cut, cut, cut)
    await expect(tradeBill(wxpay, { query })).rejects.toThrow(NetworkError)
  })

  test('that ends early without anybody noticing but the digest, or the packing', async () => {
    const silent = file(TEXT.slice(0, -40))
    server.next(applied(), silent, silent)
    await expect(tradeBill(wxpay, { query })).rejects.toThrow(VerificationError)
    server.next(applied(), file(gzipSync(TEXT).subarray(0, -20)))
    await expect(tradeBill(wxpay, { query })).rejects.toThrow(MalformedResponseError)
  })

  test('that swells without end when it is unpacked', async () => {
    // 70 MiB of zeros compressed to 70 kB, in a stream that never ends properly.
    const bomb = gzipSync(Buffer.alloc(70 * 1024 * 1024))
    server.next(applied(), file(bomb.subarray(0, -100)))
    const failed = tradeBill(wxpay, { query })
    await expect(failed).rejects.toThrow(MalformedResponseError)
    await expect(failed).rejects.toThrow(/goes on where none of WeChat Pay's would/)
  })

  test('when the caller gives up', async () => {
    const controller = new AbortController()
    server.next(applied(), (_, response) => {
      response.write(TEXT.slice(0, 20))
      controller.abort()
    })
    await expect(tradeBill(wxpay, { query, signal: controller.signal })).rejects.toThrow(AbortedError)
  })

  test('when the application does not verify, or tells of no file', async () => {
    const forged = answer({ hash_type: 'SHA1', hash_value: 'aa', download_url: '/' }, { signature: 'AAAA' })
    server.next(forged, forged)
    await expect(tradeBill(wxpay, { query })).rejects.toMatchObject({ code: 'VERIFICATION_BAD_SIGNATURE' })
    server.next(applied(TEXT, { hash_value: '' }))
    await expect(tradeBill(wxpay, { query })).rejects.toThrow(/data\.hash_value/)
    expect(server.received.some(({ target }) => target === PATH)).toBe(false)
  })
})

describe('a refusal', () => {
  test.each([
    ['NO_STATEMENT_EXIST', NoBillError],
    ['STATEMENT_CREATING', BillNotReadyError],
  ])('%s is an error of its own', async (code, kind) => {
    server.next(refuse(400, { code, message: '账单不存在' }))
    const failed = tradeBill(wxpay, { query })
    await expect(failed).rejects.toThrow(kind)
    await expect(failed).rejects.toMatchObject({ code, status: 400, hint: { zh: expect.any(String) as string } })
  })

  test('of the download says what the server said', async () => {
    server.next(applied(), refuse(400, { code: 'INVALID_REQUEST', message: '下载地址已过期' }))
    const failed = tradeBill(wxpay, { query })
    await expect(failed).rejects.toThrow(ApiError)
    await expect(failed).rejects.toThrow(/GET v3\/billdownload\/file: 400 INVALID_REQUEST/)
    await expect(failed).rejects.not.toThrow(/token/)
  })
})

describe('an encrypted bill', () => {
  const parts = [fundFlowBillText, fundFlowBillText.replace('退款,`退款', '提现,`提现')]

  function sealed(text: string, key = randomBytes(16).toString('hex')) {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const bytes = Buffer.concat([cipher.update(gzipSync(text)), cipher.final(), cipher.getAuthTag()])
    const encrypted = publicEncrypt(
      {
        key: createPublicKey({ key: merchantSpki, format: 'der', type: 'spki' }),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: 'sha1',
      },
      Buffer.from(key),
    )
    const item = {
      encrypt_key: encrypted.toString('base64'),
      nonce,
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(text).digest('hex'),
    }
    return { bytes, item }
  }
  const options = {
    query: { ...query, sub_mchid: '1900000110', account_type: 'BASIC', algorithm: 'AEAD_AES_256_GCM' },
  }
  /** The list comes in a different order than the bill. */
  const list = (...items: readonly object[]): Behaviour => {
    const download_bill_list: object[] = []
    for (const [i, item] of items.entries()) {
      const place = { bill_sequence: i + 1, download_url: `https://api.mch.weixin.qq.com/v3/file?part=${i + 1}` }
      download_bill_list.unshift({ ...item, ...place })
    }
    return answer({ download_bill_count: items.length, download_bill_list })
  }

  test('is decrypted, unpacked and proved file by file, in order', async () => {
    const [one, two] = parts.map((text) => sealed(text))
    server.next(list(one!.item, two!.item), file(one!.bytes), file(two!.bytes))
    const bills = await subMerchantFundFlowBill(wxpay, options)
    const rows = (await Promise.all(bills.map(rowsOf))).flat()
    expect(rows.map(({ business_name }) => business_name)).toEqual(['退款', '提现'])
    expect(bills[1]!.summary?.count).toBe(1)
    expect(server.received.slice(1).map(({ target }) => target)).toEqual(['/v3/file?part=1', '/v3/file?part=2'])
    await Promise.all(bills.map((bill) => bill.close()))
  })

  test('of several files may have its heading and summary in one of them', async () => {
    const [heading, row, ...summary] = fundFlowBillText.split('\r\n')
    const [one, two] = [
      [heading, row, ''],
      [heading, row, ...summary],
    ].map((lines) => sealed(lines.join('\r\n')))
    server.next(list(one!.item, two!.item), file(one!.bytes), file(two!.bytes))
    const bills = await subMerchantFundFlowBill(wxpay, options)
    expect((await Promise.all(bills.map(rowsOf))).flat()).toHaveLength(2)
    expect(bills.map(({ summary }) => summary?.count)).toEqual([undefined, 1])
    await Promise.all(bills.map((bill) => bill.close()))
  })

  test('of one file is whole', async () => {
    const [heading, row] = fundFlowBillText.split('\r\n')
    const one = sealed(`${heading}\r\n${row}\r\n`)
    server.next(list(one.item), file(one.bytes))
    await expect(subMerchantFundFlowBill(wxpay, options)).rejects.toThrow(BillFormatError)
  })

  test('has no files where nothing happened', async () => {
    server.next(answer({ download_bill_count: 0 }))
    expect(await subMerchantFundFlowBill(wxpay, options)).toEqual([])
  })

  test('is refused when it was changed, or is for another key', async () => {
    const { bytes, item } = sealed(parts[0]!)
    const changed = Buffer.from(bytes)
    changed[20]! ^= 1
    server.next(list(item), file(changed))
    await expect(subMerchantFundFlowBill(wxpay, options)).rejects.toThrow()
    const tag = Buffer.from(bytes)
    tag[tag.length - 1]! ^= 1
    server.next(list(item), file(tag))
    await expect(subMerchantFundFlowBill(wxpay, options)).rejects.toThrow(DecryptionError)
    server.next(list({ ...item, encrypt_key: randomBytes(256).toString('base64') }))
    await expect(subMerchantFundFlowBill(wxpay, options)).rejects.toMatchObject({
      name: 'DecryptionError',
      field: 'data.download_bill_list[0].encrypt_key',
    })
  })

  test('is not asked for in what cannot be decrypted, and never taken for whole with a file missing', async () => {
    const other = { query: { ...options.query, algorithm: 'SM4_GCM' } }
    await expect(subMerchantFundFlowBill(wxpay, other)).rejects.toThrow(RequestError)
    expect(server.received).toHaveLength(0)
    server.next(
      answer({ download_bill_count: 2, download_bill_list: [{ ...sealed(parts[0]!).item, bill_sequence: 1 }] }),
    )
    await expect(subMerchantFundFlowBill(wxpay, options)).rejects.toThrow(MalformedResponseError)
  })
})

describe('any other file', () => {
  const pdf = randomBytes(5000)

  test.each(['SHA256', 'SM3', 'SHA1'] as const)('is proved by its %s', async (hash_type) => {
    const hash_value = createHash(hash_type.toLowerCase()).update(pdf).digest('hex')
    const told = { hash_type, hash_value, download_url: `https://api.mch.weixin.qq.com${PATH}` }
    server.next(file(pdf))
    await using receipt = await downloadFile(wxpay, told)
    expect(Buffer.from(await receipt.bytes()).equals(pdf)).toBe(true)
  })

  test.each([
    ['an address elsewhere', { download_url: 'https://example.com/file' }],
    ['an address that only looks like it', { download_url: 'https://weixin.qq.com.example.com/file' }],
    ['an address without TLS', { download_url: 'http://api.mch.weixin.qq.com/file' }],
    ['no address', { download_url: undefined }],
    ['another algorithm', { hash_type: 'MD5' }],
    ['a digest that is none', { hash_value: 'xyz' }],
  ])('is not asked for with %s', async (_, wrong) => {
    const right = { hash_type: 'SHA1', hash_value: 'ab', download_url: `https://api.mch.weixin.qq.com${PATH}` }
    const { baseUrl: __, ...production } = server.options()
    let sent = 0
    const transport: Transport = { send: () => (sent++, Promise.reject(new Error('sent'))) }
    const failed = downloadFile(new WechatPay({ ...production, transport }), { ...right, ...wrong })
    await expect(failed).rejects.toThrow(RequestError)
    expect(sent).toBe(0)
  })
})
