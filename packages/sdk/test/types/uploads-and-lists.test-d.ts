import { expectTypeOf } from 'vitest'
import type { Result, WechatPay } from '../../src/index.ts'
import { oneType } from './one-type.ts'

declare const wxpay: WechatPay
declare const stream: ReadableStream<Uint8Array>

// An upload whose other fields the client computes.
{
  const { post } = oneType(
    wxpay.v3.merchant.media.upload,
    wxpay.chain('v3/merchant/media/upload'),
    wxpay['v3/merchant/media/upload'],
  )
  void post({ file: new File([], 'licence.jpg') })
  void post({ file: { path: './licence.jpg' } })
  void post({ file: { filename: 'licence.jpg', content: stream, mediaType: 'image/jpeg' } })
  void post({ file: { filename: 'licence.jpg', content: new Uint8Array() } })
  // @ts-expect-error the file is missing
  void post({})
  // @ts-expect-error content without a file name
  void post({ file: { content: new Uint8Array() } })
  // @ts-expect-error a path must be given as { path }
  void post({ file: './licence.jpg' })
  // @ts-expect-error the client computes digest and name
  void post({ file: { path: './licence.jpg' }, meta: { sha256: '', filename: '' } })
  // @ts-expect-error an upload takes no JSON
  void post({ json: {} })
}

// An upload with a field beside the file and a path parameter.
{
  const { post } = oneType(
    wxpay.v3.marketing.bank.packages._package_id_.tasks,
    wxpay.chain('v3/marketing/bank/packages/{package_id}/tasks'),
    wxpay['v3/marketing/bank/packages/{package_id}/tasks'],
  )
  const file = { path: './agreements.csv' }
  void post({ package_id: '8473295', file, meta: { bank_type: 'CFT' } })
  // @ts-expect-error a path parameter is missing
  void post({ file, meta: { bank_type: 'CFT' } })
  // @ts-expect-error the client computes the digest
  void post({ package_id: '8473295', file, meta: { bank_type: 'CFT', sha256: '' } })
}

// An upload with required fields beside the file.
{
  const { post } = wxpay.v3.taxiInvoice.cards.uploadFile
  const file = new File([], 'invoice.pdf')
  void post({
    file,
    meta: { company_mchid: '1900000109', region_id: 310_100, digest_algorithm: 'DIGEST_ALGORITHM_SM3' },
  })
  // @ts-expect-error the required fields are missing
  void post({ file })
}

// In v2 the fields stand beside the file.
void wxpay.v2.secapi.mch.uploadmedia.post({ file: { path: './licence.jpg' } })
void wxpay.v2.secapi.mch.uploadmedia.post({ file: { path: './licence.jpg' }, meta: { mch_id: '1900000109' } })
// @ts-expect-error the client computes the signature
void wxpay.v2.secapi.mch.uploadmedia.post({ file: { path: './licence.jpg' }, meta: { sign: '' } })

// A list is read page by page or item by item.
{
  const { get } = oneType(
    wxpay.v3.marketing.favor.stocks,
    wxpay.chain('v3/marketing/favor/stocks'),
    wxpay['v3/marketing/favor/stocks'],
  )
  const query = { stock_creator_mchid: '1900000109', offset: 0, limit: 10 }
  expectTypeOf(get).returns.resolves.toExtend<Result<{ total_count?: number }>>()
  for await (const stock of get.items({ query })) expectTypeOf(stock.stock_id).toExtend<string | undefined>()
  for await (const { data } of get.pages({ query })) expectTypeOf(data.total_count).toExtend<number | undefined>()
  // @ts-expect-error a misspelt parameter
  get.items({ query: { ...query, limits: 1 } })
  // @ts-expect-error the operation returns no list
  wxpay.v3.certificates.get.items()
}
