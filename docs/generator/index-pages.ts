import type { Operation, Spec, Webhook } from '../../packages/codegen/src/index.ts'
import { breakable, escape } from './html.ts'
import { groupName, sectionsOf } from './navigation.ts'
import { eventUrl, operationUrl } from './page-url.ts'

/** Products that most merchants come for, in the order in which they meet them. */
const common = [
  'v3/pay',
  'v3/combine-transactions',
  'v3/refund',
  'v3/bill',
  'v3/billdownload',
  'v3/profitsharing',
  'v3/fund-app',
  'v3/payscore',
]

/** `/api/`: every product with the number of its operations. */
export function apiIndex(spec: Spec): string {
  const sections = sectionsOf(spec.operations)
  const kindOf = (section: string): string => {
    if (common.includes(section)) return '常用产品'
    if (section.startsWith('v3/')) return '其他产品'
    return section.startsWith('v2/') ? 'APIv2' : '品牌与跨境'
  }
  const kinds = Map.groupBy(sections, ({ section }) => kindOf(section))
  const parts = ['常用产品', '其他产品', '品牌与跨境', 'APIv2'].flatMap((kind) => {
    const members = (kinds.get(kind) ?? []).toSorted(
      (one, two) => common.indexOf(one.section) - common.indexOf(two.section),
    )
    const products = members.map(({ section, operations }) => {
      const title = spec.products.find((product) => product.address === section)?.title ?? section
      return `<li><a href="/api/${section}/"><b>${escape(title)}</b><code>${escape(section)}</code><span>${operations.length} 个接口</span></a></li>`
    })
    return [`## ${kind}`, `<ul class="catalogue products">\n${products.join('\n')}\n</ul>`]
  })
  return page(
    '接口',
    `全部 ${spec.operations.length} 个接口各有一页：参数、六种写法、返回、错误码、官方链接。沙箱带状态模拟哪些接口、记得哪些接口的参数、哪些按示例应答，每一页都写明。`,
    parts,
  )
}

/** `/api/v3/payscore/`: the operations of one product. */
export function sectionIndex(section: string, operations: readonly Operation[], spec: Spec): string {
  const title = spec.products.find((product) => product.address === section)?.title ?? section
  const groups = [...Map.groupBy(operations, groupName)].flatMap(([name, members]) => [
    `## ${escape(name)}`,
    list(
      members.map(
        (operation) =>
          `<li><a href="${operationUrl(operation)}"><b>${escape(operation.title)}</b><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code>${successors(operation)}</a></li>`,
      ),
    ),
  ])
  return page(title, '', groups)
}

/** `/api/events/`: every notification. */
export function eventIndex(webhooks: readonly Webhook[]): string {
  const groups = [...Map.groupBy(webhooks, groupName)].flatMap(([name, members]) => [
    `## ${escape(name)}`,
    list(
      members.map(
        (webhook) =>
          `<li><a href="${eventUrl(webhook)}"><b>${escape(webhook.title)}</b><span class="method event">通知</span><code>${escape(webhook.name)}</code></a></li>`,
      ),
    ),
  ])
  return page('通知', '微信支付主动发给你的消息，全部有类型。怎样接收、验签、应答，见[回调](/guide/webhook)。', groups)
}

/** What to use instead of a deprecated operation. */
function successors({ deprecated, replacedBy }: Operation): string {
  if (!deprecated) return ''
  const [first, ...others] = replacedBy.map((id) => escape(id.split('#')[0] ?? ''))
  const words = first === undefined ? '已停止更新' : `已停止更新，改用 ${[first, ...others].join('、')}`
  return `<span class="care">${words}</span>`
}

function list(items: readonly string[]): string {
  return `<ul class="catalogue">\n${items.join('\n')}\n</ul>`
}

function page(title: string, text: string, parts: readonly string[]): string {
  const front = `---\ntitle: ${JSON.stringify(title)}\noutline: false\n---`
  return `${[front, `# ${escape(title)}`, text, ...parts].filter((part) => part !== '').join('\n\n')}\n`
}
