import assert from 'node:assert/strict';
import test from 'node:test';
import { type CaptureSpec, capturePipeline } from '../../../../device/media/capture/capture-pipeline.ts';
import { loopElements } from '../../../../device/media/capture/input/input-pipeline.ts';
import { gainFactor } from '../../../../device/media/capture/programme/programme-pipeline.ts';

const V1_22 = { major: 1, minor: 22 };
const V1_26 = { major: 1, minor: 26 };

const CAMERA = {
  kind: 'camera',
  device: '/dev/v4l/by-path/platform-usb-0:1.3:1.0-video-index0',
  name: 'HD Pro Webcam C920',
  format: 'jpeg',
  width: 1280,
  height: 720,
  framesPerSecond: 30,
} as const;
const MICROPHONE = { kind: 'alsa', device: 'plughw:CARD=Meteor,DEV=0', name: 'Meteor' } as const;

const spec = (changes: Partial<CaptureSpec> = {}): CaptureSpec => ({
  tracks: ['video', 'audio'],
  video: CAMERA,
  audio: MICROPHONE,
  picture: { width: 1280, height: 720, framesPerSecond: 30 },
  encoder: { kind: 'x264', bitrateKbps: 2000, gopFrames: 60 },
  reduced: null,
  keyframeSeconds: 2,
  audioKbps: 96,
  gainDb: 0,
  noiseSuppression: false,
  encode: true,
  gstreamer: V1_22,
  ...changes,
});

/** The branch that begins with `start`, up to the next one. */
function branch(text: string, start: string): string {
  const found = text.split('  ').find((one) => one.startsWith(start));
  assert.ok(found, `no branch "${start}" in ${text}`);
  return found;
}

test('picture and sound leave on a pipe each, buffer by buffer with the times they were given', () => {
  const text = capturePipeline(spec());
  assert.match(
    branch(text, 'raw. ! valve name=encodeVideo'),
    /! video\/x-h264,stream-format=avc,alignment=au ! queue .* ! gdppay crc-header=false ! fdsink fd=3 sync=false async=false$/,
  );
  assert.match(
    branch(text, 'sound. ! valve name=encodeAudio'),
    /! audio\/mpeg,stream-format=raw ! queue .* ! gdppay crc-header=false ! fdsink fd=4 sync=false async=false$/,
  );
});

test('a track alone has nothing of the other', () => {
  const picture = capturePipeline(spec({ tracks: ['video'], audio: { kind: 'silence' } }));
  for (const word of ['audio', 'aac', 'level']) assert.ok(!picture.includes(word), `${word} in ${picture}`);
  assert.match(picture, /fd=3/);
});

test('a camera gives the mode that was chosen, decoded by jpegdec by name', () => {
  const text = capturePipeline(spec());
  assert.match(
    text,
    /v4l2src name=camera device="\/dev\/v4l\/by-path\/platform-usb-0:1\.3:1\.0-video-index0" ! image\/jpeg,width=1280,height=720,framerate=30\/1 ! jpegdec ! videoconvert/,
  );
  assert.ok(!text.includes('decodebin'), 'decodebin may plug the decoder of the board, which stalls');
  assert.ok(!text.includes('videoscale ! videoconvert'), 'a picture of the right size is not scaled');
});

test('a camera that gives raw pictures is not decoded; another size is scaled, another rate kept', () => {
  const video = { ...CAMERA, format: 'raw', width: 640, height: 480, framesPerSecond: 29.97 } as const;
  const text = capturePipeline(spec({ video }));
  assert.match(text, /! video\/x-raw,width=640,height=480,framerate=30000\/1001 ! videoscale ! videoconvert/);
  assert.ok(!text.includes('jpegdec'));
  const slow = capturePipeline(spec({ video: { ...CAMERA, framesPerSecond: 7.5 } }));
  assert.match(slow, /framerate=7500\/1000 ! jpegdec/);
});

test('the microphone is never the clock of the pipeline', () => {
  assert.match(
    capturePipeline(spec()),
    /alsasrc name=microphone device="plughw:CARD=Meteor,DEV=0" provide-clock=false/,
  );
});

for (const [name, gstreamer] of [
  ['1.22', V1_22],
  ['1.26', V1_26],
] as const) {
  test(`x264 on ${name}: fixed keyframes, no B frames, Main profile`, () => {
    const encoder = branch(capturePipeline(spec({ gstreamer })), 'raw. ! valve name=encodeVideo');
    assert.match(
      encoder,
      /x264enc name=encoder tune=zerolatency speed-preset=superfast bitrate=2000 vbv-buf-capacity=250 key-int-max=60 /,
    );
    assert.match(encoder, /bframes=0 option-string="scenecut=0" ! video\/x-h264,profile=main/);
    assert.ok(!encoder.includes('colorimetry'));
  });

  test(`the hardware encoder on ${name}: level and profile pinned, bitrate in bits`, () => {
    const encoder = { kind: 'v4l2h264', bitrateKbps: 2010, gopFrames: 60 } as const;
    const text = branch(capturePipeline(spec({ encoder, gstreamer })), 'raw. ! valve name=encodeVideo');
    assert.match(text, /! video\/x-h264,profile=\(string\)high,level=\(string\)4 ! h264parse/);
    assert.match(
      text,
      /extra-controls="controls,video_bitrate_mode=\(int\)1,video_bitrate=\(int\)2000000,h264_i_frame_period=\(int\)60,repeat_sequence_header=\(int\)1"/,
    );
    // Only before 1.25.1 the element needs a colorimetry among its own.
    assert.equal(text.includes('colorimetry=(string)1:4:7:1'), gstreamer === V1_22);
  });
}

test('pictures queue up to four and lose the oldest; coded frames are never dropped', () => {
  const text = branch(capturePipeline(spec()), 'raw. ! valve name=encodeVideo');
  const [raw, coded] = [...text.matchAll(/queue [^!]*/g)].map(([queue]) => queue.trim());
  assert.match(raw ?? '', /max-size-buffers=4 .*leaky=downstream/);
  assert.ok(coded && !coded.includes('leaky'));
});

test('nothing is encoded and no preview made until asked for; shut valves let the end of the stream through', () => {
  const valves = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/valve name=(\w+) drop=(\w+) drop-mode=forward-sticky-events/g)].map(([, name, drop]) => [
        name,
        drop,
      ]),
    );
  assert.deepEqual(valves(capturePipeline(spec({ encode: false }))), {
    encodeAudio: 'true',
    encodeVideo: 'true',
    preview: 'true',
  });
  assert.deepEqual(valves(capturePipeline(spec({ encode: true }))), {
    encodeAudio: 'false',
    encodeVideo: 'false',
    preview: 'true',
  });
});

test('the preview keeps the shape of the picture in even lines', () => {
  const preview = (width: number, height: number) =>
    branch(
      capturePipeline(spec({ picture: { width, height, framesPerSecond: 30 } })),
      'raw. ! videorate drop-only=true max-rate=8 ! valve name=preview',
    );
  assert.match(preview(1280, 720), /video\/x-raw,width=480,height=270 /);
  assert.match(preview(640, 480), /video\/x-raw,width=480,height=360 /);
  assert.match(preview(1920, 1080), /fdsink fd=7 /);
  const odd = Number(/width=480,height=(\d+)/.exec(preview(1024, 570))?.[1]);
  assert.equal(odd % 2, 0);
});

test('voice only has no video branch at all', () => {
  const text = capturePipeline(spec({ tracks: ['audio'], video: { kind: 'none' } }));
  for (const word of ['video', 'camera', 'raw.', 'h264', 'jpeg']) assert.ok(!text.includes(word), `${word} in ${text}`);
  assert.match(text, /fd=4/);
});

test('a missing camera is black at full size, a missing microphone is silence: the tracks have no hole', () => {
  const text = capturePipeline(spec({ video: { kind: 'slate' }, audio: { kind: 'silence' } }));
  assert.match(
    text,
    /videotestsrc name=camera is-live=true pattern=black ! capsfilter caps="video\/x-raw,width=1280,height=720,framerate=30\/1" ! video\/x-raw,format=I420,width=1280,height=720 !/,
  );
  assert.match(text, /audiotestsrc name=microphone is-live=true wave=silence/);
});

test('no format follows another one directly: GStreamer takes that for no pipeline', () => {
  const sources = [
    { kind: 'test' },
    { kind: 'slate' },
    { kind: 'replay', file: '/a.mp4' },
    CAMERA,
    { ...CAMERA, format: 'raw' },
  ] as const;
  for (const video of sources) {
    for (const kind of ['x264', 'openh264', 'v4l2h264'] as const) {
      for (const gstreamer of [V1_22, V1_26]) {
        const text = capturePipeline(spec({ video, gstreamer, encoder: { kind, bitrateKbps: 2000, gopFrames: 60 } }));
        assert.ok(!/! (video|image|audio)\/[^!]* ! (video|image|audio)\//.test(text), text);
      }
    }
  }
});

test('sound is one channel of 48 kHz, through gain and meter; noise suppression only where wanted', () => {
  const whole = capturePipeline(spec({ gainDb: 6, audioKbps: 64 }));
  const text = branch(whole, 'alsasrc');
  assert.match(
    text,
    /audio\/x-raw,format=S16LE,rate=48000,channels=1 ! identity name=sounds ! volume name=gain volume=1\.99526/,
  );
  assert.match(text, /level name=level interval=\d+ ! tee name=sound/);
  assert.match(branch(whole, 'sound. ! valve name=encodeAudio'), /voaacenc bitrate=64000/);
  assert.ok(!text.includes('webrtcdsp'));
  assert.match(
    capturePipeline(spec({ noiseSuppression: true })),
    /channels=1 ! identity name=sounds ! webrtcdsp echo-cancel=false gain-control=false noise-suppression=true ! volume/,
  );
});

test('what is judged is small, and rather thrown away than waited for', () => {
  const text = capturePipeline(spec());
  const picture = branch(text, 'raw. ! videorate drop-only=true max-rate=2');
  assert.match(
    picture,
    /! queue max-size-buffers=1 .*leaky=downstream ! videoscale .*width=64,height=36 ! .*format=GRAY8/,
  );
  assert.match(picture, /! fdsink fd=8 sync=false async=false$/);
  const sound = branch(text, 'sound. ! audioresample');
  assert.match(sound, /rate=4000 ! audiobuffersplit .* ! queue max-size-buffers=1 .*leaky=downstream ! fdsink fd=9/);
});

test('gain is told in decibels', () => {
  assert.equal(gainFactor(0), 1);
  assert.equal(gainFactor(20), 10);
  assert.ok(Math.abs(gainFactor(-6) - 0.5012) < 0.0001);
});

test('one file that serves both is decoded once, two files twice; each is looped once', () => {
  const both = { video: { kind: 'replay', file: '/a.mp4' }, audio: { kind: 'replay', file: '/a.mp4' } } as const;
  const one = capturePipeline(spec(both));
  assert.equal(one.match(/decodebin/g)?.length, 1);
  assert.match(one, /filesrc name=replayVideoFile location="\/a\.mp4" ! decodebin name=replayVideo/);
  assert.equal(one.match(/replayVideo\. !/g)?.length, 2);
  assert.deepEqual(loopElements(both), ['camera']);

  const apart = { ...both, audio: { kind: 'replay', file: '/b.ogg' } } as const;
  const two = capturePipeline(spec(apart));
  assert.equal(two.match(/decodebin/g)?.length, 2);
  assert.match(two, /replayAudio\. ! audioconvert/);
  assert.deepEqual(loopElements(apart), ['camera', 'microphone']);
  assert.deepEqual(loopElements({ video: CAMERA, audio: apart.audio }), ['microphone']);
  assert.deepEqual(loopElements({ video: CAMERA, audio: MICROPHONE }), []);
});

test('a file is paced as live, in the size and rate of the settings', () => {
  const text = capturePipeline(spec({ video: { kind: 'replay', file: '/a.mp4' } }));
  assert.match(
    text,
    /pixel-aspect-ratio=1\/1 ! videorate ! video\/x-raw,format=I420,width=1280,height=720,framerate=30\/1 ! clocksync name=camera/,
  );
});

test('no file name ends the quotes it stands in', () => {
  const file = '/x" ! filesink location="/etc/passwd\\';
  const text = capturePipeline(spec({ video: { kind: 'replay', file } }));
  assert.ok(text.includes('location="/x\\" ! filesink location=\\"/etc/passwd\\\\"'), text);
});

test('the reduced rendition has branches of its own, shut until somebody needs them; sound is cut before both', () => {
  const text = capturePipeline(spec({ reduced: 'x264' }));
  const picture = branch(text, 'raw. ! videorate name=reducedRate');
  assert.match(picture, /drop-only=true max-rate=\d+ ! valve name=reducePicture drop=true/);
  assert.match(picture, /! queue max-size-buffers=4 .*leaky=downstream ! videoscale ! capsfilter name=reducedSize/);
  assert.match(picture, /! x264enc name=reducedEncoder .*stream-format=avc.* ! fdsink fd=5 sync=false async=false$/);
  assert.match(branch(text, 'sound. ! valve name=reduceSound drop=true'), /voaacenc bitrate=48000 .* ! fdsink fd=6 /);
  assert.match(
    text,
    /audiobuffersplit output-buffer-duration=8\/375 ! tee name=sound {2}sound\. ! valve name=encodeAudio/,
  );
});

test('beside the hardware encoder the reduced picture is coded in software', () => {
  const encoder = { kind: 'v4l2h264', bitrateKbps: 2000, gopFrames: 60 } as const;
  const text = capturePipeline(spec({ encoder, reduced: 'openh264' }));
  assert.match(branch(text, 'raw. ! videorate name=reducedRate'), /openh264enc name=reducedEncoder/);
});
