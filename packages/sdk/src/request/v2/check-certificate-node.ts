import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { ConfigError } from '../../errors/config-error.ts'
import type { Hint } from '../../errors/wechatpay-error.ts'
import type { ClientCertificate } from '../../transport/transport.ts'

/**
 * Returns the certificate, if OpenSSL can use it.
 *
 * @throws {ConfigError} it cannot; the error says why
 */
export function checkCertificate(certificate: ClientCertificate): ClientCertificate {
  try {
    createSecureContext(certificate as SecureContextOptions)
    return certificate
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string }
    const [what, hint] = explain(`${code ?? ''} ${message}`)
    throw new ConfigError('merchant.clientCertificate', `merchant.clientCertificate: ${what}`, { hint, cause: error })
  }
}

function explain(problem: string): readonly [string, Hint] {
  if (/mac verify/i.test(problem)) {
    return [
      'the passphrase does not open the .p12 file',
      { zh: '密码默认为商户号', en: 'It is the merchant number, unless it was changed.' },
    ]
  }
  if (/unsupported/i.test(problem)) {
    return [
      'the .p12 file is encrypted with RC2-40, which OpenSSL 3 does not read any more',
      {
        zh: '请改用 apiclient_cert.pem 与 apiclient_key.pem，或转换：openssl pkcs12 -legacy -in apiclient_cert.p12 -nodes -out pair.pem，再 openssl pkcs12 -export -in pair.pem -out apiclient_cert.p12',
        en: 'Use apiclient_cert.pem and apiclient_key.pem, or convert it: openssl pkcs12 -legacy -in apiclient_cert.p12 -nodes -out pair.pem, then openssl pkcs12 -export -in pair.pem -out apiclient_cert.p12',
      },
    ]
  }
  return [
    'TLS cannot use it',
    {
      zh: '请确认是完整的 apiclient_cert.p12 文件内容（字节）',
      en: 'Are these the bytes of the whole apiclient_cert.p12?',
    },
  ]
}
