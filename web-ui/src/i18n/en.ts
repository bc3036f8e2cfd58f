/** Every word of the page, in English. `fr.ts` has the same keys. */
export const en = {
  connecting: 'Looking for the box…',
  lost: 'The box does not answer. What you see is old; trying again…',
  logIn: 'Log in',
  logOut: 'Log out',
  cancel: 'Cancel',
  close: 'Close',
  loading: 'Loading…',
  navigation: 'Views',
  views: { seminar: 'Seminar', recordings: 'Recordings', devices: 'Devices', settings: 'Settings', box: 'Box' },

  password: {
    choose: 'Choose a password',
    chooseWhy: 'This box has no password yet. Whoever knows it can start and stop seminars and see the recordings.',
    chooseLabel: 'New password, at least 8 characters',
    enter: 'Password of the box',
    enterWhy: 'Starting, stopping and the recordings need it.',
    lost: 'Lost it? Hold the button on the box for 10 s while it starts.',
    show: 'Show',
    save: 'Save',
  },

  button: {
    ready: 'Start',
    starting: 'Starting…',
    running: 'Hold 3 s to stop',
    holding: 'Keep holding…',
    ending: 'Go on',
    startHint: 'One press starts recording and live.',
    endingHint: 'Viewers see the end picture. Press to go on as if nothing happened.',
    endNow: 'End now',
    confirmStop: 'Stop the seminar?',
    title: 'Title (may be left empty)',
    mark: 'Chapter mark',
    markLabel: 'Chapter title (may be left empty)',
    markHint: 'Press when a part begins',
    marked: (count: number) => (count === 1 ? '1 chapter' : `${count} chapters`),
    offTheRecord: 'Off the record',
    offTheRecordOn: 'Viewers see and hear nothing',
    offTheRecordOff: 'Hide the room from viewers',
  },

  rec: { off: 'Not recording', ready: 'Ready', slow: 'Starting', solid: 'Recording', fast: 'Failed' },
  live: {
    off: 'Not live',
    slow: 'Not seen yet',
    solid: 'Viewers see it',
    fast: 'Refused',
    privacy: 'Off the record',
  },

  sound: {
    heading: 'Sound',
    none: 'No sound is coming in',
    silent: 'Hears nothing',
    quiet: 'Too quiet',
    good: 'Good level',
    loud: 'Too loud',
    clipped: 'Clipped: turn it down',
  },

  picture: {
    heading: 'Picture',
    logIn: 'Log in to see the picture',
    waiting: 'Waiting for a picture…',
  },

  destinations: {
    heading: 'Live',
    none: 'No server is set up: seminars are recorded on the box only.',
    watch: 'Watch',
    phase: { off: 'Off', connecting: 'Connecting', live: 'Sending', reconnecting: 'Reconnecting', refused: 'Refused' },
    seen: (delay: string | null) => (delay ? `Seen by viewers, ${delay} late` : 'Seen by viewers'),
    notSeen: 'Not seen by viewers',
    level: { full: '', reduced: 'smaller picture', stills: 'still pictures', voice: 'voice only' },
    reconnects: (count: number) => (count === 1 ? '1 cut' : `${count} cuts`),
    dropped: (count: number) => (count === 1 ? '1 frame skipped' : `${count} frames skipped`),
  },

  box: {
    heading: 'Box',
    camera: 'Camera',
    microphone: 'Microphone',
    storage: 'Storage',
    left: (time: string) => `room for ${time}`,
    phase: {
      ok: 'OK',
      starting: 'Starting',
      missing: 'Missing',
      stalled: 'Stalled',
      failed: 'Failed',
      silent: 'Silent',
    },
    clock: 'Clock',
    clockWrong: 'not set yet',
    allWell: 'All is well',
  },

  recordings: {
    heading: 'Recordings',
    none: 'None yet. Each seminar will be listed here.',
    logInFirst: 'Log in to see the recordings.',
    play: 'Play',
    download: 'Download',
    remove: 'Delete',
    removeSure: 'Delete for ever?',
    state: {
      recording: 'Recording now',
      finishing: 'Being finished',
      ready: '',
      parts: 'In parts',
      damaged: 'Damaged',
    },
  },
};

export type Words = typeof en;
