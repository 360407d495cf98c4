import { quote } from '../names.ts'
import type { Spec, Webhook } from '../spec/model.ts'
import { typeImport } from './chain.ts'
import { docComment } from './doc-comment.ts'
import { sourceFile, type SourceFile } from './source-file.ts'
import { TypeModule, type TypeModules } from './type-module.ts'

/** The decrypted payload of every notification, by event type; and the types as a value. */
export function emitWebhooks(spec: Spec, modules: TypeModules): SourceFile {
  const module = new TypeModule('webhooks', modules)
  const members = (version: 'v2' | 'v3') =>
    spec.webhooks
      .filter((webhook) => webhook.version === version)
      .map((webhook) => {
        const type = module.typeOf(webhook.resource, `${webhook.id.replace(/^on/, '')}Event`, 'response')
        return `${docComment(webhookLines(webhook), '  ')}  ${quote(webhook.name.replace(/^v2\//, ''))}: ${type}\n`
      })
      .join('')
  const v3 = `${docComment(['通知类型与解密后的业务数据。'])}export interface WebhookEvents {\n${members('v3')}}\n`
  const types = spec.webhooks.filter(({ version }) => version === 'v3').map(({ name }) => `  ${quote(name)},\n`)
  const list = `${docComment(['每一种已知的通知类型。'])}export const webhookEventTypes: readonly (keyof WebhookEvents)[] = [\n${types.join('')}]\n`
  const v2Members = members('v2')
  const v2 = `${docComment(['APIv2 的通知与其业务数据。'])}export interface V2WebhookEvents {\n${v2Members}}\n`
  const imports = [...module.imports].map(([product, names]) => typeImport(names, `./products/${product}.ts`))
  return sourceFile('packages/sdk/src/generated/webhooks.ts', spec, [
    imports.join(''),
    v3,
    list,
    v2Members === '' ? '' : v2,
    ...module.declarations,
  ])
}

function webhookLines(webhook: Webhook): string[] {
  return [
    webhook.title,
    ...(webhook.description === '' ? [] : ['', webhook.description]),
    ...(webhook.link === undefined ? [] : ['', `@see ${webhook.link}`]),
    ...(webhook.deprecated ? ['@deprecated'] : []),
  ]
}
