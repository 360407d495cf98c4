/** A user has many used coupons, so the cashier looks only for those that can still pay. */
export const openStates = `
drop index entities_of_user;

create index entities_of_user on entities (product, openid, state) where open`
