/** The camera's picture, for readers who may see it. The box makes these pictures only while somebody looks. */
import { useEffect } from 'preact/hooks';
import { access, askForPassword } from '../stores/access-store.ts';
import { picture, pictureWanted, showPicture } from '../stores/picture-store.ts';
import { words } from '../words.ts';

/** @param isVoiceOnly true where no camera is used, so there is no picture to wait for */
export function Picture({ isVoiceOnly }: { isVoiceOnly: boolean }) {
  const loggedIn = access.value?.loggedIn ?? false;
  useEffect(() => {
    showPicture(loggedIn);
    return () => showPicture(false);
  }, [loggedIn]);

  return (
    <div class="screen">
      {isVoiceOnly ? (
        <p>{words.picture.voiceOnly}</p>
      ) : picture.value ? (
        <img src={picture.value} alt={words.picture.heading} />
      ) : access.value?.password === 'unset' ? (
        <p>{words.picture.choose}</p>
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
