import type { Spec, Webhook } from '../../packages/codegen/src/index.ts'
import { fieldTable, schemaGroup } from './field-table.ts'
import { badgeLine } from './badges.ts'
import { escape, markdown, plain } from './html.ts'
import { relatedOperations } from './related.ts'

/** The Markdown of one notification's page. */
export function eventPage(webhook: Webhook, spec: Spec): string {
  return [
    `---\ntitle: ${JSON.stringify(webhook.title)}\ndescription: ${JSON.stringify(`通知 ${webhook.name}`)}\npageClass: operation\n---`,
    '<nav class="crumbs" aria-label="位置" v-pre><a href="/api/events/">通知</a></nav>',
    `# ${plain(webhook.title)}`,
    `<p class="endpoint" v-pre><span class="method event">通知</span><code>${escape(webhook.name)}</code></p>`,
    badges(webhook),
    markdown(webhook.description),
    '## 处理代码',
    `\`\`\`ts\n${handler(webhook)}\`\`\``,
    '验签、解密、去重、应答都由它负责，通过后才进入你的代码；返回之前请先落库。进程何时死都恰好一次的写法，和其余细节，见[回调](/guide/webhook)。',
    '## 通知内容',
    webhook.version === 'v2'
      ? '下表是验签之后的 `event.resource`，全部是文本。'
      : '下表是解密之后的 `event.resource`。',
    fieldTable([schemaGroup('', webhook.resource)], 'response'),
    '## 在沙箱里收到它',
    `\`sandbox.control.notify('${webhook.name}')\` 发出一条真实签名、加密的通知，内容可以改写，见[沙箱](/guide/sandbox)。`,
    ...relatedOperations(webhook, spec),
    ...(webhook.link === undefined ? [] : ['## 参阅', `[官方文档：${plain(webhook.officialTitle)}](${webhook.link})`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function badges({ originalTypes, deprecated, link, version }: Webhook): string {
  return badgeLine(
    [
      ...(version === 'v2' ? [{ html: 'APIv2，XML' }] : []),
      ...originalTypes.map((type) => ({ html: `original_type ${escape(type)}` })),
      { kind: 'care' as const, html: '会重复，也可能乱序' },
      ...(deprecated ? [{ kind: 'care' as const, html: '已停止更新' }] : []),
    ],
    link,
  )
}

/** A whole program: the sandbox delivers to it in the tests. */
function handler({ name, version, resource: { properties = {} } }: Webhook): string {
  const noun = 'out_order_no' in properties && 'state' in properties ? 'order' : 'resource'
  return `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'

const env = process.env as Record<string, string>
const wechatpay = createWebhookHandler({
  keys: {
    platform: { publicKeys: { [env.WECHATPAY_PUBLIC_KEY_ID]: env.WECHATPAY_PUBLIC_KEY } },
    apiV3Key: env.WECHATPAY_APIV3_KEY,${version === 'v2' ? '\n    apiV2Key: env.WECHATPAY_APIV2_KEY,' : ''}
  },
  store: memoryClaims(), // 多个进程：postgresClaims 或 redisClaims
  on: {
    // 至少一次：请让它可以重复执行，或改用 postgresTransactions；抛错则微信支付稍后重发
    '${name}': (event) => {
      const ${noun} = event.resource
      console.log(event.eventType, ${noun === 'order' ? 'order.out_order_no, order.state' : 'resource'})
    },
  },
})

const app = new Hono().post('/wechatpay', (c) => wechatpay.fetch(c.req.raw))

serve({ fetch: app.fetch, port: Number(env.PORT ?? 3000) })
`
}
