import { quote } from '../names.ts'
import type { SchemaObject, Spec, Webhook } from '../spec/model.ts'
import { docComment, officialPage } from './doc-comment.ts'
import { generatedTypes, typeExport, typeImport } from './modules.ts'
import { sourceFile, type SourceFile } from './source-file.ts'
import type { TypeModule } from './types/type-module.ts'
import type { TypeModules } from './types/type-modules.ts'
import { makeDistinguishable } from './types/distinguishable.ts'
import { asText } from './xml-text.ts'

/**
 * Emits the decrypted payload of every notification, by event type. Payloads are declared in one file per family of
 * events, or in the file of the operations that answer with the same schema.
 */
export function emitWebhooks(spec: Spec, modules: TypeModules): SourceFile[] {
  const [v3, v2] = (['v3', 'v2'] as const).map((version) => spec.webhooks.filter((one) => one.version === version))
  return [
    eventMap(spec, modules, v3 ?? [], 'webhooks', 'WebhookEvents', '通知类型与解密后的业务数据。'),
    eventMap(spec, modules, v2 ?? [], 'v2-webhooks', 'V2WebhookEvents', 'APIv2 的通知与其业务数据。'),
  ]
}

function eventMap(
  spec: Spec,
  modules: TypeModules,
  webhooks: readonly Webhook[],
  file: string,
  name: string,
  comment: string,
): SourceFile {
  const imports = new Map<string, Set<string>>()
  const exports = new Map<string, Set<string>>()
  const members = webhooks.map((webhook) => {
    const module = modules.of(`webhooks/${familyOf(webhook)}`)
    const schema = webhook.version === 'v2' ? asText(webhook.resource) : makeDistinguishable(webhook.resource)
    const { type, parts } = payloadType(schema, `${webhook.id.replace(/^on/, '')}Event`, module)
    const homeOf = (part: string) => [...module.imports].find(([, names]) => names.has(part))?.[0] ?? module.file
    const home = homeOf(type)
    imports.set(home, (imports.get(home) ?? new Set()).add(type))
    for (const part of [type, ...parts]) exports.set(homeOf(part), (exports.get(homeOf(part)) ?? new Set()).add(part))
    return `${docComment(webhookLines(webhook), '  ')}  ${quote(webhook.name.replace(/^v2\//, ''))}: ${type}\n`
  })
  return sourceFile(`${generatedTypes}/${file}.ts`, spec, [
    [...imports].map(([home, names]) => typeImport(names, `./${home}.ts`)).join(''),
    [...exports].map(([home, names]) => typeExport(names, `./${home}.ts`)).join(''),
    `${docComment([comment])}export interface ${name} {\n${members.join('')}}\n`,
  ])
}

/** Declares the payload's type; alternatives get a type each and a common name. */
function payloadType(
  schema: SchemaObject,
  name: string,
  module: TypeModule,
): { readonly type: string; readonly parts: readonly string[] } {
  const type = module.typeOf(schema, name, 'response')
  if (/^\w+$/.test(type)) return { type, parts: [] }
  module.declare(name, `export type ${name} = ${type}\n`)
  return { type: name, parts: type.split(' | ') }
}

/** `PAYSCORE.USER_PAID` → `payscore`; all notifications of v2 form one family. */
function familyOf({ version, name }: Webhook): string {
  return version === 'v2' ? 'v2' : (name.split('.')[0] ?? name).toLowerCase().replaceAll('_', '-')
}

function webhookLines(webhook: Webhook): string[] {
  return [
    webhook.title,
    ...(webhook.description === '' ? [] : ['', webhook.description]),
    ...(webhook.link === undefined ? [] : ['', officialPage(webhook.link)]),
    ...(webhook.deprecated ? ['@deprecated'] : []),
  ]
}
