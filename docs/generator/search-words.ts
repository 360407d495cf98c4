import { schemaFields, type Operation, type SchemaObject, type Webhook } from '../../packages/codegen/src/index.ts'

/**
 * What a page is found by besides its title and its sentences: names and titles of fields, error codes. One text, each
 * word once: the tables would say them many times over.
 */
export function searchWords({ parameters, body, response, errors, upload }: Operation): string {
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]?.contentSchema
  const named = [...parameters.path, ...parameters.query, ...parameters.headers].flatMap(({ name, schema }) => [
    name,
    schema.title,
  ])
  return unique([
    ...named,
    ...fieldWords(meta ?? body.schema),
    ...fieldWords(response.schema),
    ...errors.map(({ code }) => code),
  ])
}

export function eventWords({ resource }: Webhook): string {
  return unique(fieldWords(resource))
}

function fieldWords(schema: SchemaObject | undefined): (string | undefined)[] {
  if (!schema) return []
  return schemaFields(schema).flatMap((field) => [field.name, field.schema.title])
}

function unique(words: readonly (string | undefined)[]): string {
  return [...new Set(words.filter((word) => word !== undefined && word !== ''))].join(' ')
}
