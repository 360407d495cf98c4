import { quote } from '../../names.ts'
import { encryptedFields, schemaFields } from '../../spec/fields.ts'
import type { SchemaObject, Spec, Webhook } from '../../spec/model.ts'
import { fieldsOutOfPlace, sampleContent, shapesOfContent } from '../../spec/notification-samples.ts'
import { hoistRepeated } from '../hoist.ts'
import { literal } from '../literal.ts'
import { validationSchema } from './sandbox.ts'
import { sourceFile, type SourceFile } from '../source-file.ts'
import { asText } from '../xml-text.ts'

const types = `/** A documented notification, with content made up for it. */
export interface SandboxNotification {
  readonly title: string
  /** \`resource.original_type\`; absent in APIv2, and where it is undocumented. */
  readonly originalType?: string
  /** Documented payloads. The first is the default. */
  readonly shapes: readonly [NotificationShape, ...NotificationShape[]]
  /** Fields inside that are encrypted to the merchant's certificate: \`phone_number\`, \`list[].value\`. */
  readonly encrypt?: readonly string[]
}

export interface NotificationShape {
  readonly schema: RequestSchema
  /** Every documented field; in APIv2 without those of the envelope. Instants are 10:00 on 1 March 2026 in Beijing. */
  readonly sample: Readonly<Record<string, unknown>>
  /** Paths of optional fields that do not fit the event. */
  readonly outOfPlace?: readonly string[]
  /** Paths of fields that only a partner, or only a direct merchant, receives. */
  readonly partnerOnly?: readonly string[]
  readonly merchantOnly?: readonly string[]
}`

/** Fields of APIv2 that are created anew for every delivery. */
const envelopeFields = new Set(['nonce_str', 'sign'])

/** Emits every notification of the spec, so that the sandbox can send one on request. */
export function emitSandboxNotifications(spec: Spec): SourceFile {
  const table = Object.fromEntries(spec.webhooks.map((webhook) => [webhook.name, notification(webhook)]))
  const { constants, value } = hoistRepeated(table)
  return sourceFile('packages/sandbox/src/generated/notifications.ts', spec, [
    "import type { RequestSchema } from './operations.ts'",
    types,
    `/** Every documented type of notification; those of APIv2 begin with \`v2/\`. */\nexport type NotificationType =\n${Object.keys(
      value,
    )
      .map((name) => `  | ${quote(name)}`)
      .join('\n')}`,
    constants.map(([name, constant]) => `const ${name} = ${literal(constant)} as const\n`).join(''),
    // Each entry is its own constant: the compiler rejects one literal with more than a thousand different shapes.
    ...Object.values(value).map(
      (one, index) => `const notification${index + 1}: SandboxNotification = ${literal(one)}`,
    ),
    `/** By type. */\nexport const notifications: Readonly<Record<NotificationType, SandboxNotification>> = {\n${Object.keys(
      value,
    )
      .map((name, index) => `  ${quote(name)}: notification${index + 1}`)
      .join(',\n')}\n}`,
  ])
}

function notification({ name, version, title, originalTypes, resource, examples }: Webhook): object {
  const content = version === 'v2' ? asText(resource) : resource
  const encrypt = encryptedFields(content)
  const [written] = examples
  return {
    title,
    originalType: originalTypes[0],
    shapes: shapesOfContent(withoutEnvelope(content)).map((schema) => ({
      // A schema that contains itself is not checked below the point where its sample ends.
      schema: validationSchema(schema, () => ({})),
      sample: written?.value ?? sampleContent(schema, name),
      outOfPlace: some(fieldsOutOfPlace(schema, name)),
      partnerOnly: some(onlyFor(schema, 'partner')),
      merchantOnly: some(onlyFor(schema, 'merchant')),
    })),
    encrypt: some(encrypt),
  }
}

function withoutEnvelope(schema: SchemaObject): SchemaObject {
  if (!schema.properties) return schema
  const fields = Object.entries(schema.properties).filter(([name]) => !envelopeFields.has(name))
  return { ...schema, properties: Object.fromEntries(fields) }
}

/** Paths of fields that only one kind of caller receives, by documentation or else by name. */
function onlyFor(schema: SchemaObject, caller: 'merchant' | 'partner'): string[] {
  const other = caller === 'partner' ? 'merchant' : 'partner'
  return schemaFields(schema)
    .filter(({ path, required, schema: { 'x-wechatpay-audience': audience } }) => {
      if (audience) return audience.includes(caller) && !audience.includes(other)
      return !required && callerNamed(path, schema) === caller
    })
    .map(({ path }) => path)
}

/**
 * Guesses the receiver by name: where one description serves both, `mchid` belongs to the direct merchant, `sp_mchid`
 * and `sub_mchid` to the partner.
 */
function callerNamed(path: string, { properties = {} }: SchemaObject): 'merchant' | 'partner' | undefined {
  const has = (name: string): boolean => Object.hasOwn(properties, name)
  if (!has('mchid') && !has('mch_id')) return undefined
  if (/^(?:payer\.)?(?:sp|sub)_(?:mch_?id|appid|openid)$/.test(path)) return 'partner'
  return path === 'mchid' && has('sp_mchid') ? 'merchant' : undefined
}

function some(list: readonly string[]): readonly string[] | undefined {
  return list.length > 0 ? list : undefined
}
