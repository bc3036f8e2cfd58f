import { words } from '../words.ts';

export default function Devices() {
  return <h2 class="title">{words.views.devices}</h2>;
}
