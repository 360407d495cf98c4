import { sandboxAnswer as exampleAnswer } from '../../packages/codegen/src/index.ts'
import type { Operation, Spec } from '../../packages/codegen/src/index.ts'
import { operationBadges } from './badges.ts'
import { examplesFor } from './call-values.ts'
import { callNotes } from './call-notes.ts'
import { breadcrumbs } from './breadcrumbs.ts'
import { errorTable } from './error-table.ts'
import { bodyGroup, fieldTable, objectGroup, parameterGroup, schemaGroup } from './field-table.ts'
import { breakable, markdown, plain } from './html.ts'
import { operationUrl } from './page-url.ts'
import { related } from './related.ts'
import { chineseTitles } from './sidebars.ts'
import { snippets, type Snippet } from './snippets.ts'
import { tryIt } from './try-it.ts'

/** The Markdown of one operation's page. */
export function operationPage(operation: Operation, spec: Spec): string {
  return [
    `---\ntitle: ${JSON.stringify(operation.title)}\ndescription: ${JSON.stringify(`${operation.method} ${operation.path}`)}\npageClass: operation\n---`,
    breadcrumbs(operation, chineseTitles),
    `# ${plain(operation.title)}`,
    `<p class="endpoint" v-pre><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code></p>`,
    operationBadges(operation, spec),
    markdown(operation.description),
    '## 请求参数',
    requestTable(operation),
    '## 调用示例',
    ...calls(operation, spec),
    tryIt(operation, spec, '在本机的沙箱里试一试'),
    '## 返回参数',
    answer(operation, spec),
    '## 错误码',
    operation.errors.length > 0
      ? errorTable(operation.errors)
      : '官方文档没有为这个接口列出错误码。公共错误码与处理办法见[错误处理](/guide/errors)。',
    ...unknownOutcome(operation),
    ...related(operation, spec),
    ...(operation.link === undefined
      ? []
      : ['## 参阅', `[官方文档：${plain(operation.officialTitle)}](${operation.link})`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

const bodies = { json: '请求体，以 JSON 发送', xml: '请求体，以 XML 发送', meta: '与文件一同发送的信息' } as const

function requestTable({ parameters, body, upload }: Operation): string {
  const meta = upload?.meta === undefined ? undefined : body.schema?.properties?.[upload.meta]?.contentSchema
  const kind = body.kind === 'multipart' ? 'meta' : body.kind
  return fieldTable(
    [
      parameterGroup('path', '路径参数', parameters.path),
      objectGroup('query', '查询参数', parameters.query),
      objectGroup('headers', '请求头', parameters.headers),
      ...(kind === 'none' ? [] : [bodyGroup(kind, bodies[kind], meta ?? body.schema)]),
      ...(upload
        ? [
            bodyGroup('file', '文件：{ filename, content }，或 { path }；摘要与文件名由 SDK 填写', {
              properties: {
                filename: { type: 'string', title: '文件名' },
                content: { type: 'Blob | Uint8Array', title: '文件内容' },
              },
              required: ['filename', 'content'],
            }),
          ]
        : []),
    ],
    'request',
  )
}

function calls(operation: Operation, spec: Spec): string[] {
  const tabs = snippets(operation, spec)
  const before = callNotes[operation.id]?.obtains
  const blocks = tabs.map((tab) => `\`\`\`ts call ${marks(tab)} [${tab.title}]\n${tab.code}\`\`\``)
  return [
    ...(tabs.some(({ optional }) => optional.length > 0) ? [fieldSwitch] : []),
    `::: code-group\n\n${blocks.join('\n\n')}\n\n:::`,
    [
      before ? `\`${before.field}\` 由微信支付给出，调用之前先查询，见折叠的那一行。` : '',
      '写法之间没有差别，挑一种用到底即可，见[三种写法 × 同步异步](/guide/six-styles)。要真正阻塞线程的同步调用，把引入改成 `wechatpay-ts/sync`。',
    ].join(''),
  ]
}

/** Every key, as in the table, or those that the call cannot do without. */
const fieldSwitch =
  '<p class="switch" v-pre><label><input type="radio" name="fields" value="all" checked>全部字段</label><label><input type="radio" name="fields" value="required">必填字段</label></p>'

/** Words of the fence: which lines may be left out, and which are folded. */
function marks({ optional, before }: Snippet): string {
  return [
    ...(optional.length > 0 ? [`optional=${ranges(optional)}`] : []),
    ...(before ? [`before=${before.join('-')}`] : []),
  ].join(' ')
}

/** 1, 2, 3, 7 → `1-3,7`. */
function ranges(numbers: readonly number[]): string {
  const parts: [first: number, last: number][] = []
  for (const number of numbers) {
    const last = parts.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else parts.push([number, number])
  }
  return parts.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

const files = {
  text: '应答是纯文本。',
  empty: '应答没有正文。',
  pdf: '应答是 PDF 文件。',
  image: '应答是图片。',
} as const

/** The table of the answer, and beside it an example. */
function answer(operation: Operation, spec: Spec): string {
  const { response, redirect } = operation
  if (redirect) return '不发送请求：`data.url` 就是要让用户的浏览器打开的地址。'
  if (response.kind !== 'json' && response.kind !== 'xml') return files[response.kind]
  const table = fieldTable([schemaGroup('', response.schema)], 'response')
  const { example } = exampleAnswer(operation, examplesFor(spec)) as { example?: unknown }
  if (example === undefined) return table
  const code = JSON.stringify(example, undefined, 2)
  return `<div class="beside">\n\n${table}\n\n\`\`\`json call\n${code}\n\`\`\`\n\n</div>`
}

function unknownOutcome({ resolve, retry }: Operation): string[] {
  if (retry === 'safe') return []
  const thrown = '超时或断线之后不知道微信支付是否已经处理，SDK 抛出 `OutcomeUnknownError`'
  if (!resolve) {
    const next =
      retry === 'idempotent'
        ? '以同样的单号和参数再发一次即可'
        : '这个接口没有对应的查询，请先在商户平台核对，不要换号重发'
    return ['## 结果未知时', `${thrown}。${next}。见[重试与幂等](/guide/retries)。`]
  }
  const { operation } = resolve
  const query = `[${plain(operation.title)}](${operationUrl(operation)})`
  return ['## 结果未知时', `${thrown}，它的 \`query()\` 就是${query}。见[重试与幂等](/guide/retries)。`]
}
