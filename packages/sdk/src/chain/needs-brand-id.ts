/**
 * 品牌直连（`brand/…`）的接口：在没有 `brandId` 的客户端上是这个类型，上面什么也调用不了。请以
 * `new WechatPay({ …, brandId })` 创建客户端。
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- a brand's addresses extend it
export interface NeedsBrandId {}
