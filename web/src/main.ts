import { mount } from 'svelte';
import Console from './console/Console.svelte';
import './design/base.css';

mount(Console, { target: document.getElementById('console')! });
