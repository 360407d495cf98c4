import { ControlError } from '../kernel/control/control-error.ts'
import { openid } from '../kernel/control/fields.ts'
import {
  type Read,
  flag,
  integer,
  listOf,
  notifyUrl,
  object,
  oneOf,
  optional,
  secretText,
  text,
} from '../kernel/control/input.ts'
import type { MerchantOptions } from '../kernel/merchant/create-merchant.ts'
import { FIRST, JOINING } from '../kernel/merchant/secrets.ts'
import { serviceId } from './user-settings.ts'

const mchid = text(/^\d{8,10}$/, '8 to 10 digits')
const appid = text(/^wx[0-9A-Za-z]{16}$/, '“wx” and 16 letters or digits')
const key = secretText(/^[0-9A-Za-z]{32}$/, '32 letters and digits')
export const readMode = oneOf(['publicKey', 'certificate', 'switching'])
/** Reads the share of signatures of the key that takes over. */
export const readPercent = integer(0, 100)
/** The largest amount of an order, in fen. */
const MOST = 1_000_000_000_000

/** The options of another merchant that can be set over HTTP. */
const publicOptions = {
  mchid: optional(mchid),
  appid: optional(appid),
  appids: optional(listOf(appid)),
  mode: optional(readMode),
  role: optional(oneOf(['merchant', 'partner'])),
  partner: optional(mchid),
  restricted: optional(flag),
  notifyUrl: optional(notifyUrl),
}

export const readMerchantOptions: Read<
  Pick<MerchantOptions, 'mchid' | 'appid' | 'appids' | 'mode' | 'role' | 'partner' | 'restricted'> & {
    notifyUrl?: string
  }
> = (value, field) => {
  const { notifyUrl: url, ...rest } = object(publicOptions)(value, field)
  return { ...rest, ...(typeof url === 'string' && { notifyUrl: url }) }
}

const terms = object({
  feeRate: optional(integer(0, 10_000)),
  settle: optional(oneOf(['T0', 'T1', 'T7'])),
  unfreezeAfterDays: optional(integer(1, 365)),
})

const service = object({
  service_id: optional(serviceId),
  riskCap: optional(integer(0, MOST)),
  orderKinds: optional(listOf(oneOf(['confirm', 'no_confirm']))),
  released: optional(flag),
  testOpenids: optional(listOf(openid)),
})

const pem = secretText(/^-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----\s*$/, 'a key in PEM')
const keyPair = object({ privateKey: pem, publicKey: pem })
const keyPairs = (required: readonly string[]) =>
  object(Object.fromEntries(FIRST.map((name) => [name, required.includes(name) ? keyPair : optional(keyPair)])))

const optionsWith = (required: readonly string[]) => ({
  ...publicOptions,
  service: optional(service),
  apiV3Key: optional(key),
  apiV2Key: optional(key),
  successorPercent: optional(readPercent),
  terms: optional(terms),
  keys: optional(keyPairs(required)),
})

/** Checks the options of the first merchant. */
export const firstMerchant = object(optionsWith(FIRST))

/** Checks the options of another merchant before anything is created. */
export const anotherMerchant = object(optionsWith(JOINING))

/**
 * Checks the options of a merchant that the program lists at every start. Its number is required, because only the
 * number tells whether it exists already.
 */
export const listedMerchant = object({ ...optionsWith(JOINING), mchid })

/** The fields of an existing merchant that can be changed. */
export const readStandingChanges = object({ partners: optional(listOf(mchid)), restricted: optional(flag) })

export function merchantExists({ mchid: number, service: asked }: MerchantOptions): ControlError {
  return new ControlError(409, 'MERCHANT_EXISTS', '商户号或服务 ID 已被占用 · the number is taken', {
    field: number === undefined ? 'service.service_id' : 'mchid',
    received: number ?? asked?.service_id,
    hint: '不填即自动分配 · leave it out for a free one',
  })
}

/** @param field the place of the number in the input */
export function unknownPartner(field: string, partner: string): ControlError {
  return new ControlError(404, 'NO_SUCH_PARTNER', `没有这个服务商 · ${field}: there is no partner ${partner}`, {
    field,
    expected: 'the number of a merchant of this sandbox with the role partner',
    received: partner,
    hint: "先建服务商 · create it first: createMerchant({ role: 'partner' })",
  })
}
