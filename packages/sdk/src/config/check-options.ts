import { checkAreFunctions, checkObject } from '../shared/checks.ts'
import type { WechatPayOptions } from './options.ts'

const KEYS: Readonly<Record<keyof WechatPayOptions, true>> = {
  mchid: true,
  brandId: true,
  merchant: true,
  platform: true,
  apiV3Key: true,
  apiV2Key: true,
  transferPublicKey: true,
  baseUrl: true,
  backupBaseUrl: true,
  timeoutMs: true,
  maxRetries: true,
  userAgent: true,
  fetch: true,
  transport: true,
  clock: true,
  random: true,
  onRequest: true,
  onResponse: true,
  onRetry: true,
}
const MERCHANT_KEYS: Readonly<Record<keyof WechatPayOptions['merchant'], true>> = {
  privateKey: true,
  signer: true,
  decrypter: true,
  certificateSerial: true,
  certificate: true,
  clientCertificate: true,
}
const PLATFORM_KEYS: Readonly<Record<keyof WechatPayOptions['platform'], true>> = {
  publicKeys: true,
  certificates: true,
  download: true,
}

/** Refuses options that do not exist. They are typing mistakes, which nothing else would reveal in JavaScript. */
export function checkKeys(options: WechatPayOptions): void {
  checkObject('options', options, KEYS)
  checkObject('merchant', options.merchant, MERCHANT_KEYS)
  checkPlatform(options.platform)
}

export function checkPlatform(platform: unknown): void {
  checkObject('platform', platform, PLATFORM_KEYS)
}

/** Checks the functions that the request path calls. */
export function checkFunctions(options: WechatPayOptions): void {
  const { transport, clock, merchant } = options
  const { signer, decrypter } = merchant
  checkAreFunctions({
    ...(transport && { 'transport.send': Reflect.get(transport, 'send') }),
    ...(clock && { 'clock.now': Reflect.get(clock, 'now'), 'clock.sleep': Reflect.get(clock, 'sleep') }),
    ...(signer && { 'merchant.signer.sign': Reflect.get(signer, 'sign') }),
    ...(decrypter && { 'merchant.decrypter.decrypt': Reflect.get(decrypter, 'decrypt') }),
  })
  for (const name of ['fetch', 'random', 'onRequest', 'onResponse', 'onRetry'] as const)
    if (options[name] !== undefined) checkAreFunctions({ [name]: options[name] })
}
