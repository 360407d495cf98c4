import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const sandbox = fileURLToPath(new URL('../../../packages/sandbox/src/', import.meta.url))

let comments: ReadonlyMap<string, string> | undefined

/**
 * Returns the English sentences on the sandbox's options, by name: the doc comments of the interfaces in its `policy.ts`
 * files. The Chinese ones stand in the options themselves.
 */
export function policyComments(): ReadonlyMap<string, string> {
  const files = globSync('{kernel,products}/**/policy.ts', { cwd: sandbox })
  return (comments ??= new Map(files.flatMap((file) => commentsIn(readFileSync(sandbox + file, 'utf8'), file))))
}

function commentsIn(source: string, name: string): [option: string, comment: string][] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true)
  return file.statements.filter(ts.isInterfaceDeclaration).flatMap(({ members }) =>
    members.filter(ts.isPropertySignature).flatMap((member) => {
      const [comment] = ts.getJSDocCommentsAndTags(member)
      const text = comment && ts.getTextOfJSDocComment(comment.comment)
      return text === undefined
        ? []
        : [[member.name.getText(file), text.replaceAll(/\s*\n\s*/g, ' ')] as [string, string]]
    }),
  )
}
