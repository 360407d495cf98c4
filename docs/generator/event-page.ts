import type { Webhook } from '../../packages/codegen/src/index.ts'
import { fieldTable, schemaGroup } from './field-table.ts'
import { escape, markdown, plain } from './html.ts'

/** The Markdown of one notification's page. */
export function eventPage(webhook: Webhook): string {
  return [
    `---\ntitle: ${JSON.stringify(webhook.title)}\ndescription: ${JSON.stringify(`通知 ${webhook.name}`)}\npageClass: operation\n---`,
    `# ${plain(webhook.title)}`,
    `<p class="endpoint" v-pre><span class="method event">通知</span><code>${escape(webhook.name)}</code></p>`,
    badges(webhook),
    markdown(webhook.description),
    '## 处理代码',
    `\`\`\`ts\n${handler(webhook)}\`\`\``,
    '验签、解密、去重、应答都由它负责，通过后才进入你的代码；返回之前请先落库。进程何时死都恰好一次的写法，和其余细节，见[回调](/guide/webhook)。',
    '## 通知内容',
    '下表是解密之后的 `event.resource`。',
    fieldTable([schemaGroup('', webhook.resource)], 'response'),
    ...(webhook.link === undefined ? [] : ['## 参阅', `[官方文档：${plain(webhook.officialTitle)}](${webhook.link})`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function badges({ originalTypes, deprecated, link }: Webhook): string {
  const marks = [
    ...originalTypes.map((type) => `<span>original_type ${escape(type)}</span>`),
    '<span class="care">会重复，也可能乱序</span>',
    ...(deprecated ? ['<span class="care">已停止更新</span>'] : []),
  ]
  const official = link === undefined ? '' : `<a href="${escape(link)}" target="_blank" rel="noreferrer">官方文档</a>`
  return `<p class="badges" v-pre>${marks.join('')}${official}</p>`
}

/** A whole program: the sandbox delivers to it in the tests. */
function handler({ name, originalTypes }: Webhook): string {
  const [type = 'resource'] = originalTypes
  const noun = type === 'payscore' ? 'order' : 'resource'
  return `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'

const env = process.env as Record<string, string>
const wechatpay = createWebhookHandler({
  keys: {
    platform: { publicKeys: { [env.WECHATPAY_PUBLIC_KEY_ID]: env.WECHATPAY_PUBLIC_KEY } },
    apiV3Key: env.WECHATPAY_APIV3_KEY,
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
