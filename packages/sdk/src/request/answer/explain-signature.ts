import { utf8 } from '../../crypto/bytes.ts'
import { utf8Decode } from '../../crypto/utf8-decode.ts'
import type { Hint } from '../../errors/wechatpay-error.ts'

/** The server's account of the message it verified; two shapes are in use. */
interface SignInformation {
  readonly method?: unknown
  readonly url?: unknown
  readonly truncated_sign_message?: unknown
  readonly sign_message_length?: unknown
}

const LINES = ['method', 'path and query', 'timestamp', 'nonce', 'body'] as const
const LINES_ZH = ['请求方法', '路径与查询串', '时间戳', '随机串', '请求体'] as const

/**
 * Explains a 401 by the first difference between the signed message and the one that the server verified, so that
 * nobody has to compare two five-line texts. The server shows only the beginning of the body, and its length.
 */
export function explainSignature(detail: unknown, signed: Uint8Array): Hint | undefined {
  const outer = detail as
    | { sign_information?: SignInformation; detail?: { sign_information?: SignInformation } }
    | undefined
  const information = outer?.sign_information ?? outer?.detail?.sign_information
  const theirs = information?.truncated_sign_message
  if (typeof theirs !== 'string') return undefined
  const ourLines = utf8Decode(signed).split('\n')
  const theirLines = theirs.split('\n')
  for (const [at, line] of LINES.slice(0, 4).entries()) {
    const [ours, other] = [ourLines[at] ?? '', theirLines[at] ?? '']
    if (ours === other) continue
    const from = differsFrom(ours, other)
    const [here, there] = [atFirst(ours, from), atFirst(other, from)]
    return {
      zh: `签名串第 ${at + 1} 行（${LINES_ZH[at]}）从第 ${from + 1} 个字符起不同：本机 ${here.zh}，微信支付收到 ${there.zh}`,
      en: `Line ${at + 1} of the signing string (${line}) differs from character ${from + 1} on: signed here ${here.en}, received there ${there.en}.`,
    }
  }
  const length = information?.sign_message_length
  if (typeof length === 'number' && length !== signed.length) {
    return {
      zh: `请求体在途中改变：本机签名串 ${signed.length} 字节，微信支付收到 ${length} 字节。请检查代理`,
      en: `The body changed on its way: ${signed.length} bytes signed here, ${length} received there. Look for a proxy.`,
    }
  }
  const theirBody = theirLines.slice(4).join('\n').replace(/\n$/, '')
  if (!startsWith(ourLines.slice(4).join('\n'), theirBody)) {
    return {
      zh: '请求体开头不同：请检查代理是否改动了请求',
      en: 'The beginning of the body differs: does a proxy alter requests?',
    }
  }
  return {
    zh: '签名串一致：私钥与证书序列号不匹配，请核对 merchant.privateKey 与 merchant.certificateSerial',
    en: 'The signing strings agree, so private key and certificate serial do not belong together.',
  }
}

function differsFrom(one: string, other: string): number {
  let at = 0
  while (one[at] === other[at]) at++
  return at
}

/**
 * Describes the character at the difference without revealing values of a path or query: letters and digits are only
 * called so, while percent-encoded characters and punctuation, the most frequent differences, are shown.
 */
function atFirst(line: string, at: number): Hint {
  const [here = ''] = /^(?:%[\dA-Fa-f]{2}|.)/u.exec(line.slice(at)) ?? []
  if (here === '') return { zh: '到此为止', en: 'nothing more' }
  return /^\w$/.test(here) ? { zh: '字母或数字', en: 'a letter or digit' } : { zh: `"${here}"`, en: `"${here}"` }
}

/** Compares bytes, because the server may have cut a character in two. */
function startsWith(ours: string, theirs: string): boolean {
  const [whole, beginning] = [utf8(ours), utf8(theirs.replace(/\uFFFD+$/, ''))]
  return beginning.every((byte, at) => byte === whole[at])
}
