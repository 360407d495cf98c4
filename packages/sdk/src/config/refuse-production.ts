import { optionError } from '../shared/option-error.ts'

/** Serials of the sandbox's certificates begin with the bytes of “SANDBOX”; a random one does once in 2⁵⁶. */
export const SANDBOX_SERIAL = '53414E44424F58'

/**
 * Whether the keys are the sandbox's and the address is WeChat Pay's.
 *
 * @param serial the serial of the merchant's certificate
 * @param address empty stands for WeChat Pay's default host
 */
export function isMisdirected(serial: string, address: string): boolean {
  return serial.startsWith(SANDBOX_SERIAL) && /^$|weixin\.qq\.com|wechatpay\.cn/i.test(address)
}

/**
 * Refuses to send the keys of a sandbox to WeChat Pay.
 *
 * @param name the name under which the user wrote the address
 * @throws {ConfigError} the keys are the sandbox's, and the address is WeChat Pay's
 */
export function refuseProduction(name: string, serial: string, address: string): void {
  if (isMisdirected(serial, address))
    throw optionError(
      name,
      'expected the address of the sandbox, whose keys these are',
      '请填沙箱地址，或换全部密钥',
      'Set it, or replace all keys.',
    )
}
