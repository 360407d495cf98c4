import { posix } from 'node:path'
import { pascalCase } from '../names.ts'
import { unionEvents } from './rules/corrections.ts'
import type { CatalogueWebhook } from './entry.ts'
import type { Glossary } from './glossary.ts'
import { compact, objectSchema, variantsSchema, type FieldContext, type SchemaNode } from './field-schema.ts'

/** One notification and its file in the spec. */
export interface WebhookFile {
  /** The key in `openapi.yaml`: the event type, or `v2/<name>` for a notification of v2. */
  readonly name: string
  /** Relative to the spec's folder. */
  readonly file: string
  readonly item: SchemaNode
}

/**
 * Describes one notification. The merchant reads the decrypted resource, `x-wechatpay-resource`; an unencrypted
 * notification carries it as its body.
 */
export function webhookFile(webhook: CatalogueWebhook, operationId: string, glossary: Glossary): WebhookFile {
  const name = webhookName(webhook)
  const file = `webhooks/${name}.yaml`
  const up = posix.relative(posix.dirname(file), '.')
  // Payload tables are unions over several products, so their required marks hold for no single one, unless all pages
  // that serve the event were compared.
  const isChecked = webhook.checked !== undefined && !unionEvents.has(webhook.id)
  const context: FieldContext = { trustsRequired: isChecked, glossary }
  const resource = webhook.resourceVariants
    ? variantsSchema(webhook.resourceVariants, context)
    : objectSchema(webhook.resource, context)
  const plainBody = {
    content: { [webhook.transport === 'xml' ? 'text/xml' : 'application/json']: { schema: resource } },
  }
  const encryptedBody =
    webhook.transport === 'json'
      ? { $ref: `${up}/components/requestBodies/Notification.yaml` }
      : { content: { 'text/xml': { schema: objectSchema(webhook.envelope, context) } } }
  return {
    name,
    file,
    item: {
      post: compact({
        operationId,
        summary: webhook.title,
        deprecated: webhook.status === 'current' ? undefined : true,
        externalDocs: webhook.doc === null ? undefined : { url: webhook.doc },
        'x-wechatpay-official-title': webhook.title,
        'x-wechatpay-group': webhook.group ?? undefined,
        'x-wechatpay-original-type': webhook.original_type ?? undefined,
        'x-wechatpay-also-event-types': webhook.also_event_types,
        'x-wechatpay-algorithm': webhook.algorithm ?? undefined,
        'x-wechatpay-resource': webhook.algorithm === null ? undefined : resource,
        security: [],
        requestBody: webhook.algorithm === null ? plainBody : encryptedBody,
        responses: {
          '2XX': { $ref: `${up}/components/responses/NotificationAccepted.yaml` },
          '4XX': { $ref: `${up}/components/responses/NotificationRefused.yaml` },
          '5XX': { $ref: `${up}/components/responses/NotificationRefused.yaml` },
        },
      }),
    },
  }
}

/** Gives every notification a unique operationId; two that differ in spelling only are numbered. */
export function webhookNames(webhooks: readonly CatalogueWebhook[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(webhooks, (webhook) => `on${pascalCase(webhookName(webhook))}`)
  const named = [...groups].flatMap(([name, group]) =>
    group.map((webhook, index): [string, string] => [webhook.id, index === 0 ? name : `${name}${index + 1}`]),
  )
  return new Map(named)
}

function webhookName(webhook: CatalogueWebhook): string {
  return webhook.version === 'v3' ? webhook.id.slice('v3/'.length) : webhook.id
}
