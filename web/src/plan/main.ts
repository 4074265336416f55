import { mount } from 'svelte';
import Plan from './Plan.svelte';
import '../office/office.css';
import './plan.css';

mount(Plan, { target: document.getElementById('plan')! });
