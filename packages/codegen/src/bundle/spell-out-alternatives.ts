type Json = Record<string, unknown>

/**
 * Writes `anyOf: [{ required: [a] }, …]` beside `properties` as `allOf` of one `anyOf` whose members have the fields as
 * well. Both forms mean the same. Generators read the short form as "these fields, or anything at all":
 * openapi-typescript would type the body as `unknown`, generators for other languages as an untyped map.
 */
export function spellOutAlternatives(node: unknown): void {
  if (Array.isArray(node)) for (const item of node) spellOutAlternatives(item)
  if (typeof node !== 'object' || node === null) return
  for (const inner of Object.values(node)) spellOutAlternatives(inner)
  const { anyOf, properties } = node as { anyOf?: Json[]; properties?: Json }
  if (!Array.isArray(anyOf) || properties === undefined || !anyOf.every(isOnlyRequired)) return
  const spelled = anyOf.map(({ required }) => ({
    type: 'object',
    required,
    properties: Object.fromEntries(required.map((name) => [name, structuredClone(properties[name])])),
  }))
  delete (node as Json)['anyOf']
  ;(node as Json)['allOf'] = [{ anyOf: spelled }]
}

function isOnlyRequired(alternative: Json): alternative is { required: string[] } {
  return Array.isArray(alternative['required']) && Object.keys(alternative).length === 1
}
