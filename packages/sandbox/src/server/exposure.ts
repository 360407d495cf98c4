import { BlockList, isIP } from 'node:net'
import { ListenError } from './listen.ts'

/** What a token may look like: it travels in a header and in a URL's fragment. */
const TOKEN = /^[\w.~+/=-]{16,256}$/

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Makes sure that nobody else can drive the sandbox: who can reach the control API has the merchant's keys and the
 * clock. On an address that others reach it therefore takes a token.
 *
 * @param host address to listen on; nothing when the sandbox does not listen
 * @throws ListenError when there is no token where one is needed, or when it is too short; never with its value
 */
export function checkExposure(host: string | undefined, token: string | undefined): void {
  if (token !== undefined && !TOKEN.test(token)) {
    throw new ListenError(
      `口令须为 16 到 256 个字符：字母、数字和 . _ ~ + / = - · the token must be 16 to 256 of letters, digits and ` +
        `these marks; received ${token.length} characters. 例如 · for example: openssl rand -hex 16`,
    )
  }
  if (host === undefined || token !== undefined || isLoopback(host)) return
  throw new ListenError(
    `监听 ${host} 后别人也能操作沙箱，须设口令 · listening on ${host} lets others drive the sandbox, so it needs a ` +
      `token: --token <口令>，或环境变量 · or WECHATPAY_SANDBOX_TOKEN，或 · or createSandbox({ token })`,
  )
}

/** Whether only this machine can reach it. A name, `localhost` apart, may resolve to anything. */
function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return host.toLowerCase() === 'localhost'
  return loopback.check(host, version === 4 ? 'ipv4' : 'ipv6')
}
