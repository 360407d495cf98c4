/** A reset finds the parts of a merchant's entities, and the entities that partners created for it. */
export const parts = `
alter table entities add column part_of text;

update entities set part_of = concat_ws('/', 'combined',
    substring(document::text from '"partOf":{"mchid":"([^"]*)"'),
    substring(document::text from '"partOf":{"mchid":"[^"]*","combine_out_trade_no":"([^"]*)"'))
  where product = 'payment' and document::text like '%"partOf":{"mchid":"%';

create index entities_of_whole on entities (part_of) where part_of is not null;

create index entities_of_sub_merchant on entities (sub_mchid) where sub_mchid is not null`
