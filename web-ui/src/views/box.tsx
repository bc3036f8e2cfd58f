import { words } from '../words.ts';

export default function Box() {
  return <h2 class="title">{words.views.box}</h2>;
}
