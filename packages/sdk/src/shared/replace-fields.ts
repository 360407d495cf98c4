/**
 * Replaces the text at each path of a body. It copies only the objects on the paths; the caller's object stays
 * unchanged.
 */
export async function replaceFields(
  body: unknown,
  paths: readonly string[],
  replace: (value: unknown, path: string) => Promise<unknown>,
): Promise<unknown> {
  let result = body
  for (const path of paths) result = await replaceAt(result, path.split('.'), path, replace)
  return result
}

async function replaceAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  path: string,
  replace: (value: unknown, path: string) => Promise<unknown>,
): Promise<unknown> {
  // Unset fields stay unset in all their forms.
  if (value === undefined || value === null || value === '') return value
  if (step === undefined) return replace(value, path)
  if (typeof value !== 'object') return value
  if (step === '[]')
    return Array.isArray(value) ? Promise.all(value.map((item) => replaceAt(item, rest, path, replace))) : value
  const list = step.endsWith('[]')
  const key = list ? step.slice(0, -2) : step
  if (!Object.hasOwn(value, key)) return value
  const member = (value as Record<string, unknown>)[key]
  const replaced = await replaceAt(member, list ? ['[]', ...rest] : rest, path, replace)
  return replaced === member ? value : { ...value, [key]: replaced }
}
