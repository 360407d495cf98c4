import type { Operation, Spec, Webhook } from '../../packages/codegen/src/index.ts'
import { eventLink, operationLink } from './coverage.ts'
import { breakable, escape } from './html.ts'
import { groupName, sectionsOf } from './navigation.ts'

/** `/api/`: every product with the number of its operations. */
export function apiIndex(spec: Spec): string {
  const products = sectionsOf(spec.operations).map(({ section, operations }) => {
    const title = spec.products.find((product) => product.address === section)?.title ?? section
    return `<li><a href="/api/${section}/"><b>${escape(title)}</b><code>${escape(section)}</code><span>${operations.length} 个接口</span></a></li>`
  })
  return page(
    '接口',
    `全部 ${spec.operations.length} 个接口都有类型，也都能调用。沙箱带状态模拟的接口各有一页：参数、六种写法、返回、错误码，页上的每一段代码都在测试里对着沙箱真实执行过；其余接口列出名称与地址，链接到官方文档。`,
    [`<ul class="catalogue products">\n${products.join('\n')}\n</ul>`],
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
          `<li><a${href(operationLink(operation))}><b>${escape(operation.title)}</b><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code>${successors(operation)}</a></li>`,
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
          `<li><a${href(eventLink(webhook))}><b>${escape(webhook.title)}</b><span class="method event">通知</span><code>${escape(webhook.name)}</code></a></li>`,
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

/** A link out of the site opens beside it; what leads nowhere is no link. */
function href(link: string | undefined): string {
  if (link === undefined) return ''
  return link.startsWith('/') ? ` href="${link}"` : ` href="${escape(link)}" target="_blank" rel="noreferrer"`
}

function list(items: readonly string[]): string {
  return `<ul class="catalogue">\n${items.join('\n')}\n</ul>`
}

function page(title: string, text: string, parts: readonly string[]): string {
  const front = `---\ntitle: ${JSON.stringify(title)}\noutline: false\n---`
  return `${[front, `# ${escape(title)}`, text, ...parts].filter((part) => part !== '').join('\n\n')}\n`
}
