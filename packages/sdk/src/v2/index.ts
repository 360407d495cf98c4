/**
 * APIv2 (XML) tools for notifications, launches and your own tests. The calls themselves are on the client, below
 * `wxpay.v2`. Node only.
 */
export { ApiV2Key } from './api-v2-key.ts'
export type { SignType } from './api-v2-key.ts'
export { payParametersV2 } from './launch.ts'
export type { AppPayParameters, JsapiPayParameters, PayLaunchOptions } from './launch.ts'
export { parseXml } from './parse-xml.ts'
export { decryptReqInfo } from './req-info.ts'
export { signV2, verifyV2 } from './signature.ts'
export { signingStringV2 } from './signing-string.ts'
export { toXml } from './to-xml.ts'
export type { Fields, FieldValue } from './to-xml.ts'
export { XmlError } from './xml-error.ts'
