import { encryptedFields, numberedName, schemaFields } from '../spec/fields.ts'
import type { SchemaObject, Spec, Webhook } from '../spec/model.ts'
import { hoistRepeated } from './hoist.ts'
import { literal } from './literal.ts'
import { generatedTypes, typeImport } from './modules.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

/** Emits the facts about notifications that the receiver needs at run time. */
export function emitWebhookFacts(spec: Spec): SourceFile[] {
  const { constants, value } = hoistRepeated(
    Object.fromEntries(spec.webhooks.map((webhook) => [webhook.name, facts(webhook)])),
  )
  return [
    sourceFile(`${generatedTypes}/webhook-facts.ts`, spec, [
      [
        typeImport(['V2WebhookEvents'], './v2-webhooks.ts'),
        typeImport(['WebhookEvents'], './webhooks.ts'),
        typeImport(['WebhookFacts'], '../webhook/webhook-facts.ts'),
      ].join(''),
      constants.map(([name, constant]) => `const ${name} = ${literal(constant)} as const\n`).join(''),
      `/** 每一种已知的通知；APIv2 的以 \`v2/\` 开头。 */\nexport const webhookFacts: Readonly<Record<keyof WebhookEvents | \`v2/\${keyof V2WebhookEvents}\`, WebhookFacts>> = ${literal(value)}`,
    ]),
    sourceFile(`${generatedTypes}/v2-field-names.ts`, spec, [
      names('v2NotificationFields', 'APIv2 通知的字段名，以空格分隔；`$n` 是数字。', notificationFields(spec)),
      names('v2AnswerFields', 'APIv2 应答的字段名。', answerFields(spec)),
    ]),
  ]
}

function facts({ resource, envelope }: Webhook): object {
  const believed = [resource, ...(envelope && isSigned(envelope) ? [envelope] : [])]
  const fields = believed.flatMap(schemaFields)
  const parties = fields.filter(({ depth, name }) => depth === 0 && isParty(name)).map(({ name }) => name)
  const decrypt = encryptedFields(resource)
  return {
    ...(parties.length > 0 && { parties: [...new Set(parties)].toSorted() }),
    ...(decrypt.length > 0 && { decrypt }),
  }
}

/** Whether the XML is signed. The envelope of a refund is not: anybody can write its outer fields. */
function isSigned({ properties }: SchemaObject): boolean {
  return Object.hasOwn(properties ?? {}, 'sign')
}

/** Whether the field names a party that the notification is addressed to; `sponsor_mchid` names somebody else. */
function isParty(name: string): boolean {
  return /^(?:(?:sp|sub|combine)_)?(?:mch_?id|appid)$/.test(name)
}

function notificationFields({ webhooks }: Spec): string[] {
  const bodies = webhooks
    .filter(({ version }) => version === 'v2')
    .map(({ envelope, resource }) => envelope ?? resource)
  return bodies.filter(isSigned).flatMap(topNames)
}

function answerFields({ operations }: Spec): string[] {
  return operations
    .filter(({ version, response }) => version === 'v2' && response.kind === 'xml')
    .flatMap(({ response }) => topNames(response.schema ?? {}))
}

function topNames({ properties, patternProperties }: SchemaObject): string[] {
  return [
    ...Object.keys(properties ?? {}),
    ...Object.keys(patternProperties ?? {}).map((pattern) => numberedName(pattern).replaceAll('$m', '$n')),
  ]
}

function names(constant: string, comment: string, all: readonly string[]): string {
  return `/** ${comment} */\nexport const ${constant} =\n  '${[...new Set(all)].toSorted().join(' ')}'\n`
}
