export { default as AccountList } from './AccountList.svelte';
export { default as InvitationList } from './InvitationList.svelte';
export { default as NewAccount } from './NewAccount.svelte';
