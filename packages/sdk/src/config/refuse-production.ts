import { optionError, type OptionNamer } from '../shared/option-error.ts'

/**
 * Refuses to send the keys of a sandbox to WeChat Pay.
 *
 * @param address where they would be sent; empty stands for WeChat Pay
 * @throws {ConfigError} the address is one of WeChat Pay
 */
export function refuseProduction(nameOf: OptionNamer, address = ''): void {
  if (/^$|weixin\.qq\.com/i.test(address))
    throw optionError(
      nameOf('baseUrl'),
      'not an address of the sandbox, whose keys these are',
      '请设回，或换掉全部密钥',
      'Set it, or replace all keys.',
    )
}
