/**
 * 商户的接口（`v3/…`、`v2/…`）：在以 `brandId` 创建的客户端上是这个类型，上面什么也调用不了，因为它以品牌签名。请另建一个没有
 * `brandId` 的客户端。
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- a brand's client has these addresses in name only
export interface NeedsMerchant {}
