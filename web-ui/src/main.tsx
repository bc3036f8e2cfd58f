import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './feed.ts';
import { refreshAccess } from './stores/access-store.ts';
import { language, loadWords } from './words.ts';

document.documentElement.lang = language;
connect();
void refreshAccess();
await loadWords();
const page = document.getElementById('page');
if (page) render(<App />, page);
