import { createHash, createPrivateKey, sign } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Identity } from '../harness/identity.ts'
import type { TlsMaterial } from './tls-material.ts'

const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const SUMMARY_NAMES = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n'
const ROWS_AT_ONCE = 250

export interface BillServer extends AsyncDisposable {
  readonly port: number
  readonly rows: number
}

/**
 * Answers applications for a trade bill of this size, and generates the bill while sending it, over TLS as WeChat Pay
 * does.
 */
export async function startBillServer(identity: Identity, bytes: number, tls: TlsMaterial): Promise<BillServer> {
  const rows = Math.ceil(bytes / Buffer.byteLength(row(0)))
  const hash = createHash('sha1')
  for (const piece of billOf(rows)) hash.update(piece)
  const hash_value = hash.digest('hex')
  const key = createPrivateKey(identity.platformPrivateKey)
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    const packed = request.url!.includes('GZIP')
    if (request.url!.startsWith('/v3/billdownload/')) {
      void send(response, rows, packed)
      return
    }
    const download_url = `https://api.mch.weixin.qq.com/v3/billdownload/file?token=bench${packed ? '&tartype=GZIP' : ''}`
    const body = JSON.stringify({ hash_type: 'SHA1', hash_value, download_url })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = sign('sha256', Buffer.from(`${timestamp}\nBENCH\n${body}\n`), key).toString('base64')
    response
      .writeHead(200, {
        'wechatpay-nonce': 'BENCH',
        'wechatpay-serial': identity.platformKeyId,
        'wechatpay-signature': signature,
        'wechatpay-timestamp': timestamp,
      })
      .end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    rows,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function send(response: ServerResponse, rows: number, packed: boolean): Promise<void> {
  const bill = Readable.from(billOf(rows))
  await (packed ? pipeline(bill, createGzip({ level: 1 }), response) : pipeline(bill, response)).catch(
    // A client that ends early shows up in its own measurement, so the server only closes the connection.
    () => response.destroy(),
  )
}

function* billOf(rows: number): Generator<Buffer, void> {
  yield Buffer.from(`\uFEFF${COLUMNS}\r\n`)
  for (let at = 0; at < rows; at += ROWS_AT_ONCE) {
    let text = ''
    for (let i = at; i < Math.min(at + ROWS_AT_ONCE, rows); i++) text += row(i)
    yield Buffer.from(text)
  }
  yield Buffer.from(`${SUMMARY_NAMES}\`${rows}.0,\`1.00,\`0.00,\`0.00,\`0.00600,\`1.00,\`0.00\r\n`)
}

function row(i: number): string {
  const number = String(i).padStart(10, '0')
  return `\`2026-03-01 12:10:00,\`wxd678efh567hg6787,\`1900000109,\`0,\`,\`420000026320260301${number},\`T20260301${number},\`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`1.00,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`充电宝租借,\`,\`0.00600,\`0.60%,\`1.00,\`0.00,\`\r\n`
}
