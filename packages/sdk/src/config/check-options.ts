import { checkAreFunctions, checkObject } from '../shared/checks.ts'
import type { WechatPayOptions } from './options.ts'

const KEYS: Readonly<Record<keyof WechatPayOptions, 1>> = {
  mchid: 1,
  brandId: 1,
  merchant: 1,
  platform: 1,
  apiV3Key: 1,
  apiV2Key: 1,
  transferPublicKey: 1,
  baseUrl: 1,
  backupBaseUrl: 1,
  timeoutMs: 1,
  maxRetries: 1,
  userAgent: 1,
  fetch: 1,
  transport: 1,
  clock: 1,
  random: 1,
  onRequest: 1,
  onResponse: 1,
  onRetry: 1,
}
const MERCHANT_KEYS: Readonly<Record<keyof WechatPayOptions['merchant'], 1>> = {
  privateKey: 1,
  signer: 1,
  decrypter: 1,
  certificateSerial: 1,
  certificate: 1,
  clientCertificate: 1,
}
const PLATFORM_KEYS: Readonly<Record<keyof WechatPayOptions['platform'], 1>> = {
  publicKeys: 1,
  certificates: 1,
  download: 1,
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
  for (const [name, role, ...methods] of [
    ['transport', transport, 'send'],
    ['clock', clock, 'now', 'sleep'],
    ['merchant.signer', merchant.signer, 'sign'],
    ['merchant.decrypter', merchant.decrypter, 'decrypt'],
  ] as const)
    for (const method of role ? methods : [])
      checkAreFunctions({ [`${name}.${method}`]: (role as unknown as Record<string, unknown>)[method] })
  for (const name of ['fetch', 'random', 'onRequest', 'onResponse', 'onRetry'] as const)
    if (options[name] !== undefined) checkAreFunctions({ [name]: options[name] })
}
