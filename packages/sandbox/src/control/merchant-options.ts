import { ControlError } from '../kernel/control/control-error.ts'
import { type Read, flag, integer, listOf, notifyUrl, object, oneOf, optional, text } from '../kernel/control/input.ts'
import type { MerchantOptions } from '../kernel/merchant/create-merchant.ts'

const mchid = text(/^\d{8,10}$/, '8 to 10 digits')
const appid = text(/^wx[0-9A-Za-z]{16}$/, '“wx” and 16 letters or digits')
const key = text(/^[0-9A-Za-z]{32}$/, '32 letters and digits')

const role = oneOf(['merchant', 'partner'])

/** The options of another merchant that can be set over HTTP. */
export const readMerchantOptions: Read<
  Pick<MerchantOptions, 'mchid' | 'appid' | 'appids' | 'mode' | 'role' | 'partner' | 'restricted'> & {
    notifyUrl?: string
  }
> = (value, field) => {
  const { notifyUrl: url, ...rest } = object({
    mchid: optional(mchid),
    appid: optional(appid),
    appids: optional(listOf(appid)),
    mode: optional(oneOf(['publicKey', 'certificate', 'switching'])),
    role: optional(role),
    partner: optional(mchid),
    restricted: optional(flag),
    notifyUrl: optional(notifyUrl),
  })(value, field)
  return { ...rest, ...(typeof url === 'string' && { notifyUrl: url }) }
}

/** The fields of an existing merchant that can be changed. */
export const readStandingChanges = object({ partners: optional(listOf(mchid)), restricted: optional(flag) })

const feeRate = integer(0, 10_000)
const settle = oneOf(['T0', 'T1', 'T7'])
const unfreezeAfterDays = integer(1, 365)

/**
 * Checks how a merchant is to be charged and settled.
 *
 * @throws {ControlError} names the term
 */
export function checkTerms({ terms = {} }: Pick<MerchantOptions, 'terms'>): void {
  optional(feeRate)(terms.feeRate, 'terms.feeRate')
  optional(settle)(terms.settle, 'terms.settle')
  optional(unfreezeAfterDays)(terms.unfreezeAfterDays, 'terms.unfreezeAfterDays')
}

/**
 * Checks a merchant's options before anything is created.
 *
 * @throws {ControlError} names the option
 */
export function checkMerchantOptions(options: MerchantOptions): void {
  optional(mchid)(options.mchid, 'mchid')
  optional(appid)(options.appid, 'appid')
  optional(listOf(appid))(options.appids, 'appids')
  optional(key)(options.apiV3Key, 'apiV3Key')
  optional(key)(options.apiV2Key, 'apiV2Key')
  optional(notifyUrl)(options.notifyUrl, 'notifyUrl')
  optional(role)(options.role, 'role')
  optional(mchid)(options.partner, 'partner')
  optional(flag)(options.restricted, 'restricted')
  checkTerms(options)
}

/**
 * Checks the options of a merchant that the program lists at every start. Its number is required, because only the
 * number tells whether it exists already.
 *
 * @throws {ControlError} names the option
 */
export function checkFurtherMerchant(options: MerchantOptions): void {
  mchid(options.mchid, 'mchid')
  checkMerchantOptions(options)
}

export function merchantExists({ mchid, service }: MerchantOptions): ControlError {
  return new ControlError(409, 'MERCHANT_EXISTS', '商户号或服务 ID 已被占用 · the number is taken', {
    field: mchid === undefined ? 'service.service_id' : 'mchid',
    received: mchid ?? service?.service_id,
    hint: '不填即自动分配 · leave it out for a free one',
  })
}
