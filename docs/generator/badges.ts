import { encryptedFields, type Operation, type Spec } from '../../packages/codegen/src/index.ts'
import { sandboxAnswer } from './coverage.ts'
import { escape } from './html.ts'
import { operationUrl } from './page-url.ts'

/** `good` and `care` have a colour. */
interface Badge {
  readonly kind?: 'good' | 'care'
  readonly html: string
}

const retries = {
  safe: { kind: 'good', html: '可安全重试' },
  idempotent: { kind: 'good', html: '同号重试幂等' },
  never: { kind: 'care', html: '结果未知时先查询' },
} as const

/** Says in a few words how the sandbox answers a call. */
export const sandboxWords = {
  played: { kind: 'good', html: '沙箱：带状态' },
  remembered: { html: '沙箱：记得参数' },
  example: { html: '沙箱：按示例应答' },
} as const

/** One line of marks: what is unusual about an operation. */
export function operationBadges(operation: Operation, spec: Spec): string {
  const sent = encryptedFields(operation.body.schema)
  const received = encryptedFields(operation.response.schema)
  const badges: readonly (Badge | false)[] = [
    !operation.redirect && retries[operation.retry],
    ...operation.businessKey.map((name) => ({ html: `幂等键 ${escape(name)}` })),
    sent.length > 0 && { html: `${sent.length} 个字段加密传输` },
    received.length > 0 && { html: `应答有 ${received.length} 个加密字段` },
    operation.redirect && { html: '供用户的浏览器打开' },
    operation.unsignedRequest && { kind: 'care', html: '请求不签名' },
    operation.unsigned && !operation.redirect && { kind: 'care', html: '应答不签名' },
    operation.signsDigest && { html: '签名覆盖文件摘要' },
    operation.clientCert && { kind: 'care', html: '需要客户端证书' },
    operation.brand && { html: '由品牌签名' },
    operation.host !== undefined && { html: escape(operation.host.replace('https://', '')) },
    operation.unlisted && { kind: 'care', html: '官方目录已不再列出' },
    operation.deprecated && { kind: 'care', html: `已停止更新${successors(operation, spec)}` },
    sandboxWords[sandboxAnswer(operation)],
  ]
  return badgeLine(
    badges.filter((badge) => badge !== false),
    operation.link,
  )
}

export function badgeLine(badges: readonly Badge[], link: string | undefined): string {
  const marks = badges.map(({ kind, html }) => `<span${kind === undefined ? '' : ` class="${kind}"`}>${html}</span>`)
  const official = link === undefined ? '' : `<a href="${escape(link)}" target="_blank" rel="noreferrer">官方文档</a>`
  return `<p class="badges" v-pre>${marks.join('')}${official}</p>`
}

/** Names the operations that replace a deprecated one, each with its page. */
function successors({ replacedBy }: Operation, { operations }: Spec): string {
  const links = replacedBy.map((id) => {
    const [address = '', method = ''] = id.split('#')
    const next = operations.find(
      (one) => one.address === address && (method === '' || one.method === method.toUpperCase()),
    )
    return next ? `<a href="${operationUrl(next)}">${escape(next.title)}</a>` : escape(address)
  })
  return links.length === 0 ? '' : `，改用${links.join('、')}`
}
