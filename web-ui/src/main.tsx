import { render } from 'preact';
import { refreshAccess } from './access-store.ts';
import { App } from './app.tsx';
import { connect } from './feed.ts';
import { language, loadWords } from './words.ts';

document.documentElement.lang = language;
connect();
void refreshAccess();
await loadWords();
const page = document.getElementById('page');
if (page) render(<App />, page);
