import type { ListOperation, Operation, RequiredKeysOf } from '../chain/operation.ts'
import type { AnyWechatPay, UnknownAddress, WechatPay } from '../client.ts'
import type { Chain, PathMap } from '../generated/chain.ts'
import type { PartnerIds } from './parties.ts'

/**
 * A client that acts for one sub-merchant: the same addresses, on which what it fills in may be left out.
 *
 * @typeParam Filled the names that it fills in
 */
export type PartnerWechatPay<Filled extends string = SubMerchant> = AnyWechatPay &
  PartnerNode<Chain, Filled> &
  PartnerNode<PathMap, Filled> & {
    /** The sub-merchant (子商户) it acts for. */
    readonly sub_mchid: string
    /** A view for another sub-merchant. */
    readonly partner: WechatPay['partner']
    /** What stands at an address that WeChat Pay handed out. */
    readonly download: WechatPay['download']
    /** An operation by its documented path. */
    readonly chain: {
      <Path extends keyof PathMap>(path: Path): PartnerNode<PathMap[Path], Filled>
      (path: string): UnknownAddress
    }
  }

/** What is known of every sub-merchant, and of the partner who signs. */
export type SubMerchant = 'sp_mchid' | 'sub_mchid' | 'sub_mch_id'

/** The names that a view made with these options fills in. An appid that may be `undefined` is not promised. */
export type FilledBy<Ids> = SubMerchant | (RequiredKeysOf<Ids> & keyof PartnerIds)

/** An address, and all below it; looked at as far as somebody spells it. */
export type PartnerNode<Node, Filled extends string> = {
  readonly [Key in keyof Node]: Node[Key] extends ListOperation<infer Options, infer Data, infer Item>
    ? ListOperation<PartnerOptions<Options, Filled>, Data, Item>
    : Node[Key] extends Operation<infer Options, infer Data>
      ? Operation<PartnerOptions<Options, Filled>, Data>
      : PartnerNode<Node[Key], Filled>
}

type Part = 'json' | 'query' | 'xml' | 'meta'

/** Options whose parties may be left out; and with them a part in which nothing else is required. */
type PartnerOptions<Options, Filled extends string> = Optional<
  { [Key in keyof Options]: Key extends Part ? Optional<Options[Key], Filled> : Options[Key] },
  Filled | FilledParts<Options, Filled>
>

type FilledParts<Options, Filled extends string> = {
  [Key in keyof Options & Part]: [Filled & keyof Options[Key]] extends [never]
    ? never
    : [Exclude<RequiredKeysOf<Options[Key]>, Filled>] extends [never]
      ? Key
      : never
}[keyof Options & Part]

/** Distributes over the forms a body may take. */
type Optional<Fields, Names extends PropertyKey> = Fields extends object
  ? { [Key in keyof Fields as Key extends Names ? never : Key]: Fields[Key] } & {
      [Key in keyof Fields as Key extends Names ? Key : never]?: Fields[Key]
    }
  : Fields
