/**
 * Names under which nobody has a server: they are reserved for examples. `.test` and `.localhost` are not among them,
 * because hosts files and local name servers use them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6761
 */
const RESERVED = /(?:^|\.)(?:example|invalid|example\.(?:com|net|org))\.?$/

/** Returns why nothing can be delivered to a name, without asking a name server; undefined if perhaps it can. */
export function reservedName({ hostname }: URL): string | undefined {
  if (!RESERVED.test(hostname)) return undefined
  return `${hostname} 是留作示例的域名，没有服务器 · is a name reserved for examples, so no server has it`
}
