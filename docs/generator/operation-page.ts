import { encryptedFields, type Operation, type Spec } from '../../packages/codegen/src/index.ts'
import { operationLink } from './coverage.ts'
import { errorTable } from './error-table.ts'
import { fieldTable, parameterGroup, schemaGroup } from './field-table.ts'
import { breakable, escape, markdown, plain } from './html.ts'
import { snippets } from './snippets.ts'

/** The Markdown of one operation's page. */
export function operationPage(operation: Operation, spec: Spec): string {
  const { parameters, body, response } = operation
  const bodyTitle = { none: '', json: '请求体 json', xml: '请求体 xml', multipart: '表单 multipart' }[body.kind]
  return [
    `---\ntitle: ${JSON.stringify(operation.title)}\ndescription: ${JSON.stringify(`${operation.method} ${operation.path}`)}\npageClass: operation\n---`,
    `# ${plain(operation.title)}`,
    `<p class="endpoint" v-pre><span class="method ${operation.method.toLowerCase()}">${operation.method}</span><code>${breakable(operation.path)}</code></p>`,
    badges(operation),
    markdown(operation.description),
    '## 请求参数',
    fieldTable(
      [
        parameterGroup('路径参数', parameters.path),
        parameterGroup('查询参数 query', parameters.query),
        parameterGroup('请求头 headers', parameters.headers),
        schemaGroup(bodyTitle, body.schema),
      ],
      'request',
    ),
    '## 调用示例',
    codeGroup(operation, spec),
    '写法之间没有差别，挑一种用到底即可，见[三种写法 × 同步异步](/guide/six-styles)。要真正阻塞线程的同步调用，把引入改成 `wechatpay-ts/sync`。',
    '## 返回参数',
    response.kind === 'json' || response.kind === 'xml'
      ? fieldTable([schemaGroup('', response.schema)], 'response')
      : { text: '应答是纯文本。', empty: '应答没有正文。', pdf: '应答是 PDF 文件。', image: '应答是图片。' }[
          response.kind
        ],
    ...(operation.errors.length > 0 ? ['## 错误码', errorTable(operation.errors)] : []),
    ...unknownOutcome(operation),
    ...(operation.link === undefined
      ? []
      : ['## 参阅', `[官方文档：${plain(operation.officialTitle)}](${operation.link})`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function codeGroup(operation: Operation, spec: Spec): string {
  const tabs = snippets(operation, spec.operations).map(({ title, code }) => `\`\`\`ts [${title}]\n${code}\`\`\``)
  return `::: code-group\n\n${tabs.join('\n\n')}\n\n:::`
}

function badges(operation: Operation): string {
  const retry = {
    safe: ['good', '可安全重试'],
    idempotent: ['good', `同号重试幂等`],
    never: ['care', '结果未知时先查询'],
  }[operation.retry]
  const marks = [
    retry,
    ...operation.businessKey.map((name) => ['', `幂等键 ${name}`]),
    ...(encryptedFields(operation.body.schema).length > 0 ? [['', '需要 Wechatpay-Serial，SDK 自动带上']] : []),
    ...(operation.unsigned ? [['care', '应答不签名']] : []),
    ...(operation.clientCert ? [['care', '需要客户端证书']] : []),
    ...(operation.host === undefined ? [] : [['', new URL(operation.host).host]]),
    ...(operation.deprecated ? [['care', '已停止更新']] : []),
  ]
  const link =
    operation.link === undefined
      ? ''
      : `<a href="${escape(operation.link)}" target="_blank" rel="noreferrer">官方文档</a>`
  return `<p class="badges" v-pre>${marks.map(([kind, text]) => `<span class="${kind}">${escape(text ?? '')}</span>`).join('')}${link}</p>`
}

function unknownOutcome({ resolve, retry }: Operation): string[] {
  if (!resolve || retry === 'safe') return []
  const { operation } = resolve
  const link = operationLink(operation)
  const query = link === undefined ? plain(operation.title) : `[${plain(operation.title)}](${link})`
  return [
    '## 结果未知时',
    `超时或断线之后不知道微信支付是否已经处理，SDK 抛出 \`OutcomeUnknownError\`，它的 \`query()\` 就是${query}。见[重试与幂等](/guide/retries)。`,
  ]
}
