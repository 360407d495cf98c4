import type { MerchantRecord } from './merchants.ts'
import { type MerchantEnvironment, oneLine } from './env.ts'

/** The credentials of a merchant's own program. They are worthless outside the sandbox. */
export interface MerchantCredentials {
  readonly mchid: string
  readonly appid: string
  readonly serviceId: string
  /** PEM, PKCS#8. */
  readonly privateKey: string
  /** PEM. */
  readonly certificate: string
  readonly certificateSerial: string
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string
  /** PEM, SPKI. */
  readonly publicKey: string
  /** PEM; the platform's certificates, for merchants in certificate mode. */
  readonly platformCertificates: readonly string[]
  /** Serial numbers of the certificates, in the same order. */
  readonly platformSerials: readonly string[]
  /** PEM; the authority that issued them, for `platform.download.authorities`. */
  readonly platformAuthority: string
  readonly apiV3Key: string
  readonly apiV2Key: string
}

/** Options for `new WechatPay()`. */
export interface ClientOptions {
  readonly mchid: string
  readonly merchant: { readonly privateKey: string; readonly certificateSerial: string }
  readonly platform: {
    readonly publicKeys?: Readonly<Record<string, string>>
    readonly certificates?: readonly string[]
  }
  readonly apiV3Key: string
  readonly apiV2Key: string
  readonly baseUrl: string
  /** Set only if the sandbox does not listen. */
  readonly fetch?: typeof globalThis.fetch
}

export function credentialsOf({ mchid, secrets, services }: MerchantRecord): MerchantCredentials {
  const certificate = secrets.certificates.findLast(({ status }) => status === 'valid')
  const [appid] = secrets.appids
  const [service] = services
  if (!certificate || appid === undefined || !service) {
    throw new Error(`sandbox: merchant ${mchid} has no valid certificate, appid or service`)
  }
  return {
    mchid,
    appid,
    serviceId: service.service_id,
    privateKey: certificate.privateKey,
    certificate: certificate.certificate,
    certificateSerial: certificate.serial,
    publicKeyId: secrets.platformKey.id,
    publicKey: secrets.platformKey.publicKey,
    platformCertificates: secrets.platformCertificates.map(({ certificate }) => certificate),
    platformSerials: secrets.platformCertificates.map(({ serial }) => serial),
    platformAuthority: secrets.authority.certificate,
    apiV3Key: secrets.apiV3Key,
    apiV2Key: secrets.apiV2Key,
  }
}

export function environmentOf(
  { secrets }: MerchantRecord,
  merchant: MerchantCredentials,
  url: string,
): MerchantEnvironment {
  return {
    WECHATPAY_MCHID: merchant.mchid,
    WECHATPAY_APPID: merchant.appid,
    WECHATPAY_SERVICE_ID: merchant.serviceId,
    WECHATPAY_MERCHANT_PRIVATE_KEY: oneLine(merchant.privateKey),
    WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: merchant.certificateSerial,
    WECHATPAY_PUBLIC_KEY_ID: merchant.publicKeyId,
    WECHATPAY_PUBLIC_KEY: oneLine(merchant.publicKey),
    ...(secrets.mode !== 'publicKey' && {
      WECHATPAY_PLATFORM_CERTIFICATES: oneLine(merchant.platformCertificates.join('')),
    }),
    WECHATPAY_APIV3_KEY: merchant.apiV3Key,
    WECHATPAY_APIV2_KEY: merchant.apiV2Key,
    WECHATPAY_BASE_URL: url,
    WECHATPAY_SANDBOX: '1',
  }
}

export function clientOptionsOf(
  { secrets }: MerchantRecord,
  merchant: MerchantCredentials,
  baseUrl: string,
): ClientOptions {
  const publicKeys = { [merchant.publicKeyId]: merchant.publicKey }
  const certificates = merchant.platformCertificates
  return {
    mchid: merchant.mchid,
    merchant: { privateKey: merchant.privateKey, certificateSerial: merchant.certificateSerial },
    platform: {
      ...(secrets.mode !== 'certificate' && { publicKeys }),
      ...(secrets.mode !== 'publicKey' && { certificates }),
    },
    apiV3Key: merchant.apiV3Key,
    apiV2Key: merchant.apiV2Key,
    baseUrl,
  }
}
