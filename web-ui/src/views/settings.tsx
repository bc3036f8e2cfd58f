import { words } from '../words.ts';

export default function Settings() {
  return <h2 class="title">{words.views.settings}</h2>;
}
