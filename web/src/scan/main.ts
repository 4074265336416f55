import { mount } from 'svelte';
import App from './App.svelte';
import './scan.css';

mount(App, { target: document.getElementById('door')! });
