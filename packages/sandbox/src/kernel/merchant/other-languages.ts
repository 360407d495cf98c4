import { join, resolve } from 'node:path'
import type { ClientOptions, MerchantCredentials } from './credentials.ts'

/**
 * A line of code for each language with which its SDK calls the sandbox. SDKs without an option for the address (Go,
 * Java) get a connection that leads to the sandbox.
 *
 * @param folder the folder of the merchant's key files, see `writeKeyFiles`
 */
export function otherLanguages(
  merchant: MerchantCredentials,
  { platform, baseUrl }: ClientOptions,
  folder: string,
): Readonly<Record<'PHP' | 'Go' | 'Python' | 'Java', string>> {
  const { mchid, appid, certificateSerial: serial, publicKeyId: id, apiV3Key } = merchant
  const file = (name: string): string => resolve(join(folder, name))
  const [key, publicKey] = [file('apiclient_key.pem'), file('pub_key.pem')]
  const platformSerial = merchant.platformSerials.at(-1) ?? ''
  const certificate = file(`wechatpay_${platformSerial}.pem`)
  const { hostname, host, port } = new URL(baseUrl)
  const hasPublicKey = platform.publicKeys !== undefined

  const [phpId, phpFile] = hasPublicKey ? [id, publicKey] : [platformSerial, certificate]
  const rsa = (path: string, type = ''): string => String.raw`WeChatPay\Crypto\Rsa::from('file://${path}'${type})`
  const php = [
    String.raw`$wxpay = WeChatPay\Builder::factory(['base_uri' => '${baseUrl}/', 'mchid' => '${mchid}', 'serial' => '${serial}', `,
    `'privateKey' => ${rsa(key)}, 'certs' => ['${phpId}' => ${rsa(phpFile, ", 'public'")}]]);`,
  ]

  const dial = `DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return net.Dial("tcp", "${host}") }`
  const go = [
    `key, _ := utils.LoadPrivateKeyWithPath("${key}"); `,
    hasPublicKey
      ? `pub, _ := utils.LoadPublicKeyWithPath("${publicKey}"); `
      : `cert, _ := utils.LoadCertificateWithPath("${certificate}"); `,
    'client, err := core.NewClient(ctx, ',
    hasPublicKey
      ? `option.WithWechatPayPublicKeyAuthCipher("${mchid}", "${serial}", key, "${id}", pub), `
      : `option.WithWechatPayAuthCipher("${mchid}", "${serial}", key, []*x509.Certificate{cert}), `,
    `option.WithHTTPClient(&http.Client{Transport: &http.Transport{${dial}}}))`,
  ]

  const python = [
    `wxpay = WeChatPay(WeChatPayType.NATIVE, mchid='${mchid}', appid='${appid}', cert_serial_no='${serial}', apiv3_key='${apiV3Key}', `,
    `private_key=open('${key}').read(), public_key=open('${publicKey}').read(), public_key_id='${id}'); `,
    // Where certificates sign, the SDK downloads them on its own: from the sandbox, by then.
    `wxpay._core._gate_way = '${baseUrl}'`,
  ]

  const config = [
    `new ${hasPublicKey ? 'RSAPublicKeyConfig' : 'RSAConfig'}.Builder().merchantId("${mchid}").merchantSerialNumber("${serial}")`,
    `.privateKeyFromPath("${key}")`,
    hasPublicKey
      ? `.publicKeyFromPath("${publicKey}").publicKeyId("${id}").apiV3Key("${apiV3Key}")`
      : `.wechatPayCertificatesFromPath("${certificate}")`,
    '.build()',
  ]
  const address = `scheme("http").host("${hostname.replace(/^\[(.*)\]$/, '$1')}").port(${port || 80})`
  const java = [
    `HttpClient wxpay = new DefaultHttpClientBuilder().config(${config.join('')})`,
    `.okHttpClient(new OkHttpClient.Builder().addInterceptor(c -> c.proceed(c.request().newBuilder().url(`,
    `c.request().url().newBuilder().${address}.build()).build())).build()).build();`,
  ]
  return { PHP: php.join(''), Go: go.join(''), Python: python.join(''), Java: java.join('') }
}
