import { mount } from 'svelte';
import Office from './Office.svelte';
import './office.css';

mount(Office, { target: document.getElementById('office')! });
