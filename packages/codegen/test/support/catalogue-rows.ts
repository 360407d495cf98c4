import type { CatalogueField, CatalogueOperation, CatalogueWebhook } from '../../src/catalogue/entry.ts'

/** A field of the catalogue; a required string by default. */
export function field(name: string, more: Partial<CatalogueField> = {}): CatalogueField {
  return { name, type: 'string', required: true, ...more }
}

/** An operation of the catalogue: the parts that differ from a plain JSON call for direct merchants. */
export function operation(
  id: string,
  more: Partial<Omit<CatalogueOperation, 'request'>> & { request?: Partial<CatalogueOperation['request']> } = {},
): CatalogueOperation {
  const [address = '', method = ''] = id.split('#')
  const version = address.startsWith('v2') ? 'v2' : 'v3'
  return {
    id,
    version,
    product: address.split('/')[1] ?? '',
    group: ['产品'],
    method: method.toUpperCase(),
    path: version === 'v2' ? address.slice(2) : `/${address}`,
    host: null,
    title: '标题',
    doc: 'https://pay.weixin.qq.com/doc/v3/merchant/1',
    status: 'current',
    clientCert: false,
    audience: ['merchant'],
    response: { kind: 'json', fields: [field('result')] },
    ...more,
    request: { path: [], query: [], headers: [], body: { kind: 'none', fields: [] }, ...more.request },
  }
}

export function webhook(id: string, more: Partial<CatalogueWebhook> = {}): CatalogueWebhook {
  const version = id.startsWith('v2') ? 'v2' : 'v3'
  return {
    id,
    version,
    event_type: id.slice(3),
    title: '通知',
    group: null,
    doc: null,
    status: 'current',
    original_type: ['payscore'],
    algorithm: 'AEAD_AES_256_GCM',
    transport: 'json',
    envelope: [],
    resource: [field('state')],
    ...more,
  }
}
