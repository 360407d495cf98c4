import { expectTypeOf } from 'vitest'
import {
  WechatPay,
  type AnyWechatPay,
  type BrandWechatPay,
  type NeedsBrandId,
  type NeedsMerchant,
  type Result,
  type UnknownAddress,
  type WechatPayOptions,
} from '../../src/index.ts'
import { WechatPay as BlockingWechatPay, type BrandWechatPay as BlockingBrandWechatPay } from '../../src/sync/index.ts'
import { oneType } from './one-type.ts'

declare const options: WechatPayOptions
const path = 'brand/marketing/product-coupon/notify-configs'

// With brandId, a brand's operations exist at their three addresses. A merchant's operations refuse the brand's
// signature and do not exist.
const brand = new WechatPay({ ...options, brandId: '40001' })
expectTypeOf(brand).toEqualTypeOf<BrandWechatPay>()
const { post } = oneType(brand.brand.marketing.productCoupon.notifyConfigs, brand.chain(path), brand[path])
void post({ json: { notify_url: 'https://shop.example.com/wechatpay' } })
// @ts-expect-error a field of another type
void post({ json: { notify_url: 1 } })
expectTypeOf(oneType(brand.v3, brand.chain('v3/certificates'), brand['v3/certificates'])).toEqualTypeOf<NeedsMerchant>()
expectTypeOf(brand.v2).toEqualTypeOf<NeedsMerchant>()
// @ts-expect-error spelled out
void brand.v3.certificates
// @ts-expect-error by its path
void brand.chain('v3/certificates').get
// @ts-expect-error by key
void brand['v3/certificates'].get
// @ts-expect-error on a view
void brand.with({ brand_id: '1' }).v3.certificates
expectTypeOf(brand.chain('brand/something/new')).toEqualTypeOf<UnknownAddress>()
expectTypeOf(WechatPay.fromEnv(process.env, { brandId: '40001' })).toEqualTypeOf<BrandWechatPay>()
expectTypeOf(WechatPay.fromEnv(undefined, { brandId: '40001' })).toEqualTypeOf<BrandWechatPay>()

// A brand's client is accepted wherever any client is.
expectTypeOf(brand).toExtend<AnyWechatPay>()
expectTypeOf(brand).not.toExtend<WechatPay>()

// Views of a brand's client have the brand's operations too.
void brand.with({ notify_url: 'https://shop.example.com/wechatpay' }).brand.marketing.productCoupon.notifyConfigs.post()
expectTypeOf(brand.partner('1900000110').with({ brand_id: '1' }).chain(path).post).returns.resolves.toExtend<
  Result<unknown>
>()

// Without brandId, or where it may be missing, a brand's operations do not exist.
const merchant = new WechatPay(options)
expectTypeOf(merchant).toEqualTypeOf<WechatPay>()
expectTypeOf(WechatPay.fromEnv()).toEqualTypeOf<WechatPay>()
expectTypeOf(WechatPay.fromEnv(process.env, { maxRetries: 0 })).toEqualTypeOf<WechatPay>()
expectTypeOf(oneType(merchant.brand, merchant.chain(path), merchant[path])).toEqualTypeOf<NeedsBrandId>()
// @ts-expect-error spelled out
void merchant.brand.marketing
// @ts-expect-error by its path
void merchant.chain(path).post
// @ts-expect-error by key
void merchant[path].post
// @ts-expect-error on a view
void merchant.partner('1900000110').brand.marketing

// The blocking client behaves the same.
const blockingBrand = new BlockingWechatPay({ ...options, brandId: '40001' })
expectTypeOf(blockingBrand).toEqualTypeOf<BlockingBrandWechatPay>()
expectTypeOf(blockingBrand.brand.marketing.productCoupon.notifyConfigs.post).toEqualTypeOf(blockingBrand[path].post)
expectTypeOf(blockingBrand.chain(path).post).toEqualTypeOf(blockingBrand[path].post)
expectTypeOf(blockingBrand[path].post).returns.toExtend<Result<unknown>>()
expectTypeOf(BlockingWechatPay.fromEnv()).toEqualTypeOf<BlockingWechatPay>()
// @ts-expect-error spelled out
void new BlockingWechatPay(options).brand.marketing
// @ts-expect-error by its path
void new BlockingWechatPay(options).chain(path).post
// @ts-expect-error by key
void new BlockingWechatPay(options)[path].post
