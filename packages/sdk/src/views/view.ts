import type { ListOperation, Operation, PartnerOptionsOf, RequiredKeysOf } from '../chain/operation.ts'
import type { AnyWechatPay, UnknownAddress, WechatPay } from '../client.ts'
import type { Chain, PathMap } from '../generated/chain.ts'
import type { PartnerIds, RepeatedFields } from './filled-fields.ts'
import type { UndocumentedPath } from '../type-options.ts'

/**
 * A client that fills in what its calls repeat: the same addresses, on which that may be left out.
 *
 * @typeParam Filled the names of the fields that it fills in
 * @typeParam Root the addresses of the client it was made from: a merchant's, or a brand's
 * @typeParam Paths the same addresses, written whole
 */
export interface ViewMembers<Filled extends string, Root extends object, Paths extends object> {
  /** What it fills in, by name. */
  readonly filled: Readonly<Record<Filled, string>>
  /** What stands at an address that WeChat Pay handed out. */
  readonly download: WechatPay['download']
  /** An operation by its documented path. */
  readonly chain: {
    <Path extends keyof Paths>(path: Path): FilledNode<Paths, Filled>[Path]
    /** A path that is not documented: its data is `unknown`. Is it misspelt? */
    (path: UndocumentedPath): UnknownAddress
  }
  /** As `wxpay.partner(…)`; what this view fills in beside the merchant's own number stays. */
  readonly partner: <const Ids extends PartnerIds>(
    sub_mchid: string,
    ids?: Only<Ids, PartnerIds>,
  ) => PartnerWechatPay<FilledBy<Ids> | (Filled & keyof RepeatedFields), Root, Paths>
}

/** A client made by `wxpay.with(…)`. */
export type FilledWechatPay<
  Filled extends string,
  Root extends object = Chain,
  Paths extends object = PathMap,
> = AnyWechatPay &
  FilledNode<Root, Filled> &
  FilledNode<Paths, Filled> &
  ViewMembers<Filled, Root, Paths> & {
    /** As `wxpay.with(…)`, beside what this view fills in; a field given again takes the place of the former. */
    readonly with: <const Fields extends RepeatedFields>(
      fields: Only<Fields, RepeatedFields>,
    ) => FilledWechatPay<Filled | RepeatedBy<Fields>, Root, Paths>
  }

/** A client that acts for one sub-merchant, made by `wxpay.partner(…)`. */
export type PartnerWechatPay<
  Filled extends string = SubMerchant,
  Root extends object = Chain,
  Paths extends object = PathMap,
> = AnyWechatPay &
  FilledNode<Root, Filled> &
  FilledNode<Paths, Filled> &
  ViewMembers<Filled, Root, Paths> & {
    /** The sub-merchant (子商户) it acts for. */
    readonly sub_mchid: string
    /** As `wxpay.with(…)`, beside what this view fills in; a field given again takes the place of the former. */
    readonly with: <const Fields extends RepeatedFields>(
      fields: Only<Fields, RepeatedFields>,
    ) => PartnerWechatPay<Filled | RepeatedBy<Fields>, Root, Paths>
  }

/** What is known of every sub-merchant, and of the partner who signs. */
export type SubMerchant = 'sp_mchid' | 'sub_mchid' | 'sub_mch_id'

/** The merchant's own number, by the names that operations have for it. */
export type OwnNumber = 'mchid' | 'combine_mchid'

/** The names that a view made with these options fills in. An appid that may be `undefined` is not promised. */
export type FilledBy<Ids> = SubMerchant | (RequiredKeysOf<Ids> & keyof PartnerIds)

/** The same for `with`. */
export type RepeatedBy<Fields> = RequiredKeysOf<Fields> & keyof RepeatedFields

/** Refuses keys that a type parameter's constraint would let pass. */
export type Only<Given, Known> = Given & { readonly [Key in Exclude<keyof Given, keyof Known>]: never }

/** The names that a client fills in; none for one that is no view. */
export type FilledIn<Client> = Client extends { readonly filled: infer Values } ? keyof Values & string : never

/** An address, and all below it; looked at as far as somebody spells it. */
export type FilledNode<Node, Filled extends string> = {
  readonly [Key in keyof Node]: Node[Key] extends ListOperation<infer Options, infer Data, infer Item>
    ? ListOperation<FilledOptions<Options, Filled>, Data, Item>
    : Node[Key] extends Operation<infer Options, infer Data>
      ? Operation<FilledOptions<AskedOf<Node[Key], Options, Filled>, Filled>, Data>
      : FilledNode<Node[Key], Key extends AboutOthers ? Exclude<Filled, OwnNumber> : Filled>
}

/** A view for a sub-merchant is asked for what partners are. */
type AskedOf<Call, Options, Filled> = 'sub_mchid' extends Filled ? PartnerOptionsOf<Call, Options> : Options

/** Where `mchid` is the number of somebody else (a bank's merchant, a store's, a driver's), and is asked for. */
type AboutOthers =
  | 'aggracctBc'
  | 'taxiInvoice'
  | 'bindrecipient'
  | 'unbindrecipient'
  | `v3/${'aggracct-bc' | 'brand/partner' | 'taxi-invoice'}/${string}`

type Part = 'json' | 'query' | 'xml' | 'meta'

/** Options whose filled fields may be left out; and with them a part in which nothing else is required. */
type FilledOptions<Options, Filled extends string> = Optional<
  { [Key in keyof Options]: Key extends Part ? Optional<Options[Key], Filled> : Options[Key] },
  Filled | FilledParts<Options, Filled>
>

type FilledParts<Options, Filled extends string> = {
  [Key in keyof Options & Part]: [Filled & keyof Options[Key]] extends [never]
    ? never
    : [Exclude<RequiredKeysOf<Options[Key]>, Fillable<Options[Key], Filled>>] extends [never]
      ? Key
      : never
}[keyof Options & Part]

/** Makes fields optional that take a text, or are a whole part; distributes over the forms a body may take. */
export type Optional<Fields, Names extends PropertyKey> = Fields extends object
  ? { [Key in keyof Fields as Key extends Fillable<Fields, Names> ? never : Key]: Fields[Key] } & {
      [Key in keyof Fields as Key extends Fillable<Fields, Names> ? Key : never]?: Fields[Key]
    }
  : Fields

/** Another product may have a number by the same name; that is another thing. Paths take both. */
type Fillable<Fields, Names extends PropertyKey> = {
  [Key in keyof Fields & Names]: NonNullable<Fields[Key]> extends number ? never : Key
}[keyof Fields & Names]
