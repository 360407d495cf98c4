export const v2Notifications = `
alter table notifications add column v2_signature text`
