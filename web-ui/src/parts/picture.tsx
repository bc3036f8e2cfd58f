import { access, askForPassword } from '../access-store.ts';
import { picture, pictureWanted, showPicture } from '../status-store.ts';
import { words } from '../words.ts';

/** What the camera sees, only while someone asks for it: it costs the box work. */
export function Picture() {
  const show = async () => showPicture(true);
  return (
    <section class="card picture">
      <div class="line">
        <h2>{words.picture.heading}</h2>
        {pictureWanted.value ? (
          <button type="button" onClick={() => showPicture(false)}>
            {words.picture.hide}
          </button>
        ) : (
          <button type="button" onClick={() => (access.value?.loggedIn ? show() : askForPassword(show))}>
            {words.picture.show}
          </button>
        )}
      </div>
      {pictureWanted.value && (
        <div class="screen">
          {picture.value ? <img src={picture.value} alt={words.picture.heading} /> : <p>{words.picture.waiting}</p>}
        </div>
      )}
    </section>
  );
}
