import { propertyKey, quote } from '../names.ts'
import type { NamedValues, Spec } from '../spec/model.ts'
import { docComment } from './doc-comment.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

/** Emits known values of fields as separate constants, so that a bundle keeps only those that a program uses. */
export function emitValues(spec: Spec): SourceFile {
  return sourceFile('packages/sdk/src/generated/values.ts', spec, spec.values.map(declaration))
}

function declaration({ name, title, values }: NamedValues): string {
  const members = values.map(({ value, meaning }) => {
    const comment = meaning === undefined ? '' : docComment([`${meaning}。`], '  ')
    return `${comment}  ${propertyKey(value)}: ${quote(value)},\n`
  })
  return [
    docComment([`${title}的已知取值；以后可能增加。`]),
    `export const ${name} = /* @__PURE__ */ Object.freeze({\n${members.join('')}} as const)\n\n`,
    docComment([`${title}：{@link ${name}} 的取值之一。`]),
    `export type ${name} = (typeof ${name})[keyof typeof ${name}]\n`,
  ].join('')
}
