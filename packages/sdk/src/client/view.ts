import type { ListOperation, Operation, PartnerOptionsOf, RequiredKeysOf } from '../chain/operation.ts'
import type { AnyWechatPay } from './any-wechat-pay.ts'
import type { UnknownAddress } from '../chain/unknown-address.ts'
import type { Chain, PathMap } from '../generated/chain.ts'
import type { PartnerIds, RepeatedFields } from '../views/filled-fields.ts'
import type { UndocumentedPath } from '../chain/type-options.ts'

/**
 * A client that fills in repeated fields: it has the same addresses, whose calls may leave these fields out.
 *
 * @typeParam Filled the names of the filled-in fields
 * @typeParam Root the addresses of the original client: a merchant's or a brand's
 * @typeParam Paths the same addresses as keys
 */
export interface ViewMembers<Filled extends string, Root extends object, Paths extends object> {
  /** The filled-in fields by name. */
  readonly filled: Readonly<Record<Filled, string>>
  /** Returns an operation by its documented path. */
  readonly chain: {
    <Path extends keyof Paths>(path: Path): FilledNode<Paths, Filled>[Path]
    /** An undocumented path, whose data is `unknown`. Check its spelling. */
    (path: UndocumentedPath): UnknownAddress
  }
  /** Like `wxpay.partner(…)`. The view's other fields stay filled in, except the merchant's own number. */
  readonly partner: <const Ids extends PartnerIds>(
    sub_mchid: string,
    ids?: Only<Ids, PartnerIds>,
  ) => PartnerWechatPay<FilledBy<Ids> | (Filled & keyof RepeatedFields), Root, Paths>
}

/** A client created by `wxpay.with(…)`. */
export type FilledWechatPay<
  Filled extends string,
  Root extends object = Chain,
  Paths extends object = PathMap,
> = AnyWechatPay &
  FilledNode<Root, Filled> &
  FilledNode<Paths, Filled> &
  ViewMembers<Filled, Root, Paths> & {
    /** Like `wxpay.with(…)`. This view's fields stay filled in; a new value replaces the old one. */
    readonly with: <const Fields extends RepeatedFields>(
      fields: Only<Fields, RepeatedFields>,
    ) => FilledWechatPay<Filled | RepeatedBy<Fields>, Root, Paths>
  }

/** A client that acts for one sub-merchant, created by `wxpay.partner(…)`. */
export type PartnerWechatPay<
  Filled extends string = SubMerchant,
  Root extends object = Chain,
  Paths extends object = PathMap,
> = AnyWechatPay &
  FilledNode<Root, Filled> &
  FilledNode<Paths, Filled> &
  ViewMembers<Filled, Root, Paths> & {
    /** The sub-merchant (子商户) for which it acts. */
    readonly sub_mchid: string
    /** Like `wxpay.with(…)`. This view's fields stay filled in; a new value replaces the old one. */
    readonly with: <const Fields extends RepeatedFields>(
      fields: Only<Fields, RepeatedFields>,
    ) => PartnerWechatPay<Filled | RepeatedBy<Fields>, Root, Paths>
  }

/** Fields that every view for a sub-merchant fills in. */
export type SubMerchant = 'sp_mchid' | 'sub_mchid' | 'sub_mch_id'

/** The merchant's own number, under the names that operations use. */
export type OwnNumber = 'mchid' | 'combine_mchid'

/** The names that a view with these options fills in. An appid that may be `undefined` does not count. */
export type FilledBy<Ids> = SubMerchant | (RequiredKeysOf<Ids> & keyof PartnerIds)

/** The same for `with`. */
export type RepeatedBy<Fields> = RequiredKeysOf<Fields> & keyof RepeatedFields

/** Refuses keys that a type parameter's constraint would let pass. */
export type Only<Given, Known> = Given & { readonly [Key in Exclude<keyof Given, keyof Known>]: never }

/** The names that a client fills in; none for a client that is no view. */
export type FilledIn<Client> = Client extends { readonly filled: infer Values } ? keyof Values & string : never

/** An address with everything below it. The compiler evaluates it only as far as a program spells it. */
export type FilledNode<Node, Filled extends string> = {
  readonly [Key in keyof Node]: Node[Key] extends ListOperation<infer Options, infer Data, infer Item>
    ? ListOperation<FilledOptions<Options, Filled>, Data, Item>
    : Node[Key] extends Operation<infer Options, infer Data>
      ? Operation<FilledOptions<AskedOf<Node[Key], Options, Filled>, Filled>, Data>
      : FilledNode<Node[Key], Key extends AboutOthers ? Exclude<Filled, OwnNumber> : Filled>
}

/** The options of a view for a sub-merchant are those of partners. */
type AskedOf<Call, Options, Filled> = 'sub_mchid' extends Filled ? PartnerOptionsOf<Call, Options> : Options

/** Places where `mchid` names somebody else (a bank's merchant, a store, a driver) and is required. */
type AboutOthers =
  | 'aggracctBc'
  | 'taxiInvoice'
  | 'bindrecipient'
  | 'unbindrecipient'
  | `v3/${'aggracct-bc' | 'brand/partner' | 'taxi-invoice'}/${string}`

type Part = 'json' | 'query' | 'xml' | 'meta'

/** Makes filled-in fields optional, and a part too if nothing else in it is required. */
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

/** Makes text fields, or whole parts, optional. Distributes over the forms of a body. */
export type Optional<Fields, Names extends PropertyKey> = Fields extends object
  ? { [Key in keyof Fields as Key extends Fillable<Fields, Names> ? never : Key]: Fields[Key] } & {
      [Key in keyof Fields as Key extends Fillable<Fields, Names> ? Key : never]?: Fields[Key]
    }
  : Fields

/** A numeric field of the same name in another product is a different thing, except in paths, which accept both. */
type Fillable<Fields, Names extends PropertyKey> = {
  [Key in keyof Fields & Names]: NonNullable<Fields[Key]> extends number ? never : Key
}[keyof Fields & Names]
