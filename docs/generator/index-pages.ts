import type { Operation, Spec, Webhook } from '../../packages/codegen/src/index.ts'
import { breakable, escape } from './html.ts'
import { groupName, sectionsOf } from './navigation.ts'
import { eventUrl, operationUrl } from './page-url.ts'

/** `/api/`: every product with the number of its operations. */
export function apiIndex(spec: Spec): string {
  const products = sectionsOf(spec.operations).map(({ section, operations }) => {
    const title = spec.products.find((product) => product.name === operations[0]?.product)?.title ?? section
    return `<li><a href="/api/${section}/"><b>${escape(title)}</b><code>${escape(section)}</code><span>${operations.length} 个接口</span></a></li>`
  })
  return page('接口', '每个接口一页：参数、六种写法、返回、错误码。页上的每一段代码都在测试里对着沙箱真实执行过。', [
    `<ul class="catalogue products">\n${products.join('\n')}\n</ul>`,
  ])
}

/** `/api/v3/payscore/`: the operations of one product. */
export function sectionIndex(section: string, operations: readonly Operation[], spec: Spec): string {
  const title = spec.products.find((product) => product.name === operations[0]?.product)?.title ?? section
  const groups = [...Map.groupBy(operations, groupName)].flatMap(([name, members]) => [
    `## ${escape(name)}`,
    list(
      members.map(
        (operation) =>
          `<li><a href="${operationUrl(operation)}"><b>${escape(operation.title)}</b><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code></a></li>`,
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
  return page('通知', '微信支付主动发给你的消息。怎样接收、验签、应答，见[回调](/guide/webhook)。', groups)
}

function list(items: readonly string[]): string {
  return `<ul class="catalogue">\n${items.join('\n')}\n</ul>`
}

function page(title: string, text: string, parts: readonly string[]): string {
  const front = `---\ntitle: ${JSON.stringify(title)}\noutline: false\n---`
  return `${[front, `# ${escape(title)}`, text, ...parts].filter((part) => part !== '').join('\n\n')}\n`
}
