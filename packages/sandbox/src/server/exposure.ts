import { isLoopbackAddress } from '../kernel/world/loopback.ts'
import { ListenError } from './listen.ts'

/** The format of a token, which is sent in a header and in a URL's fragment. */
const TOKEN = /^[\w.~+/=-]{16,256}$/

/**
 * @param name the option, as whoever set it knows it
 * @throws ListenError when the token is invalid; never with its value
 */
export function checkToken(token: string | undefined, name = 'token'): void {
  if (token === undefined || TOKEN.test(token)) return
  throw new ListenError(
    `${name} 须为 16 到 256 个字符：字母、数字和 . _ ~ + / = - · must be 16 to 256 of letters, digits and these marks; ` +
      `received ${token.length} characters. 例如 · for example: openssl rand -hex 16`,
  )
}

/**
 * Checks that nobody else can control the sandbox: the control API gives access to the merchant's keys and the clock.
 * An address that others can reach therefore requires a token.
 *
 * @param host address to listen on; undefined when the sandbox does not listen
 * @param name the option, as whoever set it knows it
 * @throws ListenError when the token is missing
 */
export function checkExposure(host: string | undefined, token: string | undefined, name = 'host'): void {
  if (host === undefined || token !== undefined || isLoopback(host)) return
  throw new ListenError(
    `${name}：监听 ${host} 后别人也能操作沙箱，须设口令 · listening on ${host} lets others drive the sandbox, so it needs a ` +
      `token: --token <口令>，或环境变量 · or WECHATPAY_SANDBOX_TOKEN，或 · or createSandbox({ token })`,
  )
}

/**
 * @param name the option, as whoever set it knows it
 * @throws ListenError names the value that is no origin: a page's address has a path, an origin has none
 */
export function checkDocsOrigins(origins: readonly string[], name = 'docsOrigins'): void {
  for (const origin of origins) {
    if (/^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin) continue
    throw new ListenError(
      `${name} 须为网页的源，如 https://docs.example · must be an origin, such as https://docs.example; ` +
        `received ${JSON.stringify(origin)}`,
    )
  }
}

/** Whether only this machine can reach the address. A name other than `localhost` may resolve to any. */
export function isLoopback(host: string): boolean {
  return isLoopbackAddress(host) || host.toLowerCase() === 'localhost'
}
