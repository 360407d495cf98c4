import type { Operation, Spec, Webhook } from '../../packages/codegen/src/index.ts'
import { breakable, escape } from './html.ts'
import { groupName } from './navigation.ts'
import { eventUrl, operationUrl } from './page-url.ts'

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
  return indexPage(title, '', groups)
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
  return indexPage(
    '通知',
    '微信支付主动发给你的消息，全部有类型。怎样接收、验签、应答，见[回调](/guide/webhook)。',
    groups,
  )
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

export function indexPage(title: string, text: string, parts: readonly string[]): string {
  const front = `---\ntitle: ${JSON.stringify(title)}\noutline: false\n---`
  return `${[front, `# ${escape(title)}`, text, ...parts].filter((part) => part !== '').join('\n\n')}\n`
}
