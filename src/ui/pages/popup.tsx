// Entry of the popup.
import { mount } from './mount.tsx';

mount('popup');
