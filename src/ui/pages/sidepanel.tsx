// Entry of the side panel.
import { mount } from './mount.tsx';

mount('panel');
