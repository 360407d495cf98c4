import type { Spec, Webhook } from '../../../packages/codegen/src/index.ts'
import { badgeLine, type Badge } from '../parts/badges.ts'
import type { Edition } from '../navigation/edition.ts'
import { fieldTable, schemaGroup } from '../parts/field-table.ts'
import { escape, joinParts, markdown, plain } from '../parts/html.ts'
import { officialLine } from '../parts/official-line.ts'
import { relatedOperations, seeAlso } from '../parts/related.ts'

/** The Markdown of one notification's page. */
export function eventPage(webhook: Webhook, spec: Spec, edition: Edition): string {
  const { root, words } = edition
  const title = edition.title(webhook)
  return joinParts([
    `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(words.eventPage.description(webhook.name))}\npageClass: operation\n---`,
    `<nav class="crumbs" aria-label="${words.position}" v-pre><a href="${root}/api/events/">${words.notifications}</a></nav>`,
    `# ${plain(title)}`,
    officialLine(webhook, edition),
    `<p class="endpoint" v-pre><span class="method event">${words.event}</span><code>${escape(webhook.name)}</code></p>`,
    badgeLine(eventBadges(webhook, edition), webhook.link, edition),
    markdown(edition.description(webhook)),
    ...eventSections(webhook, spec, edition, fieldTable),
  ])
}

/**
 * The sections of a notification, which its page and its Markdown twin have in common.
 *
 * @param table writes the fields as this form of the page needs them
 */
export function eventSections(webhook: Webhook, spec: Spec, edition: Edition, table: typeof fieldTable): string[] {
  const { words } = edition
  return [
    `## ${words.headings.handler}`,
    `\`\`\`ts\n${handler(webhook, edition)}\`\`\``,
    words.eventPage.handler,
    `## ${words.headings.payload}`,
    webhook.version === 'v2' ? words.eventPage.resourceV2 : words.eventPage.resource,
    table([schemaGroup('', webhook.resource)], 'response', edition),
    `## ${words.headings.inSandbox}`,
    words.eventPage.inSandbox(webhook.name),
    ...relatedOperations(webhook, spec, edition),
    ...seeAlso(webhook, edition),
  ]
}

export function eventBadges({ originalTypes, deprecated, version }: Webhook, { words }: Edition): Badge[] {
  const say = words.badges
  return [
    ...(version === 'v2' ? [{ text: say.xml }] : []),
    ...originalTypes.map((type) => ({ text: `original_type ${type}` })),
    { kind: 'care', text: say.repeats },
    ...(deprecated ? [{ kind: 'care' as const, text: say.deprecated }] : []),
  ]
}

/** A whole program: the sandbox delivers to it in the tests. */
function handler({ name, version, resource: { properties = {} } }: Webhook, { words }: Edition): string {
  const noun = 'out_order_no' in properties && 'state' in properties ? 'order' : 'resource'
  return `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'

const { env } = process
const wechatpay = createWebhookHandler({
  keys: {
    platform: { publicKeys: { [env.WECHATPAY_PUBLIC_KEY_ID!]: env.WECHATPAY_PUBLIC_KEY! } },
    apiV3Key: env.WECHATPAY_APIV3_KEY!,${version === 'v2' ? '\n    apiV2Key: env.WECHATPAY_APIV2_KEY!,' : ''}
  },
  store: memoryClaims(), // ${words.eventPage.manyProcesses}
  on: {
    // ${words.eventPage.atLeastOnce}
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
