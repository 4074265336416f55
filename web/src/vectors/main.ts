import { mount } from 'svelte';
import Vectors from './Vectors.svelte';
import './vectors.css';

mount(Vectors, { target: document.getElementById('vectors')! });
