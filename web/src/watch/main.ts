import { mount } from 'svelte';
import Watch from './Watch.svelte';
import './watch.css';

mount(Watch, { target: document.getElementById('watch')! });
