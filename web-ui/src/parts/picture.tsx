/** What the camera sees, for whoever may see it. The box makes these pictures only while somebody looks. */
import { useEffect } from 'preact/hooks';
import { access, askForPassword } from '../stores/access-store.ts';
import { picture, pictureWanted, showPicture } from '../stores/picture-store.ts';
import { words } from '../words.ts';

export function Picture() {
  const loggedIn = access.value?.loggedIn ?? false;
  useEffect(() => {
    showPicture(loggedIn);
    return () => showPicture(false);
  }, [loggedIn]);

  return (
    <div class="screen">
      {picture.value ? (
        <img src={picture.value} alt={words.picture.heading} />
      ) : pictureWanted.value ? (
        <p>{words.picture.waiting}</p>
      ) : (
        <button type="button" class="quiet" onClick={() => askForPassword()}>
          {words.picture.logIn}
        </button>
      )}
    </div>
  );
}
