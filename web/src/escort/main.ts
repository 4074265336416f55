import { mount } from 'svelte';
import Escort from './Escort.svelte';
import './escort.css';

mount(Escort, { target: document.getElementById('escort')! });
