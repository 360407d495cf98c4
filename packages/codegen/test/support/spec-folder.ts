import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { TestRunner, afterAll, onTestFinished } from 'vitest'
import { parse, stringify } from 'yaml'
import { specFolder } from '../../src/folders.ts'

/**
 * Creates a temporary folder with these files, until the end of the test or, outside of a test, of the file. Content
 * other than text is written as YAML.
 */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'codegen-'))
  const remove = (): void => rmSync(folder, { recursive: true })
  if (TestRunner.getCurrentTest() === undefined) afterAll(remove)
  else onTestFinished(remove)
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : stringify(content))
  }
  return folder
}

/** The schemas of extensions as in the project's own spec. */
const extensions = Object.fromEntries(
  ['list', 'upload'].map((name): [string, unknown] => [
    `x-wechatpay-${name}`,
    parse(readFileSync(join(specFolder, `components/extensions/${name}.yaml`), 'utf8')),
  ]),
)

/** Creates a spec folder with these path items and notifications, all in one document. */
export function specOf(
  paths: Readonly<Record<string, unknown>>,
  more: { readonly webhooks?: unknown; readonly files?: Readonly<Record<string, unknown>> } = {},
): string {
  const root = {
    openapi: '3.1.1',
    info: { title: 'Test', version: '1.2.3' },
    'x-wechatpay-extensions': extensions,
    paths,
    webhooks: more.webhooks ?? {},
  }
  return folderOf({ 'openapi.yaml': root, ...more.files })
}

/** The smallest operation, with these additions. */
export function operationOf(operationId: string, more: Readonly<Record<string, unknown>> = {}): object {
  return { operationId, summary: operationId, responses: { 200: { description: '成功' } }, ...more }
}

/** JSON content of this schema. */
export function json(schema: unknown): object {
  return { content: { 'application/json': { schema } } }
}
