export { default as ConvoyList } from './ConvoyList.svelte';
export { default as EditConvoy } from './EditConvoy.svelte';
