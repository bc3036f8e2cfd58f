import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCameraControls } from '../../../../device/media/source/parse-camera-controls.ts';
import { planCameraControls, untakenControls } from '../../../../device/media/source/plan-camera-controls.ts';
import { NEW_NAMES, NEWER_FLAGS, OLD_NAMES } from './control-texts.ts';

const controlOf = (text: string, name: string) => parseCameraControls(text).find((control) => control.name === name);
const planned = (text: string, asked: Record<string, number>, dropped: string[] = []) =>
  planCameraControls(parseCameraControls(text), asked, dropped).map(
    ({ nativeName, value }) => `${nativeName}=${value}`,
  );

test('both generations of names become one', () => {
  const names = (text: string) => parseCameraControls(text).map(({ name }) => name);
  const both = ['auto_exposure', 'exposure_time_absolute', 'exposure_dynamic_framerate', 'white_balance_temperature'];
  for (const text of [OLD_NAMES, NEW_NAMES])
    assert.deepEqual(
      both.filter((name) => !names(text).includes(name)),
      [],
    );
  assert.equal(names(OLD_NAMES).length, 14);
  assert.equal(controlOf(OLD_NAMES, 'white_balance_automatic')?.nativeName, 'white_balance_temperature_auto');
  assert.equal(controlOf(NEW_NAMES, 'focus_automatic_continuous')?.nativeName, 'focus_automatic_continuous');
});

test('ranges, menus, groups and what an automatic mode holds', () => {
  assert.deepEqual(controlOf(NEW_NAMES, 'focus_absolute'), {
    name: 'focus_absolute',
    nativeName: 'focus_absolute',
    group: 'focus',
    kind: 'integer',
    minimum: 0,
    maximum: 255,
    step: 5,
    default: 60,
    value: 60,
    menu: [],
    isInactive: true,
    heldBy: 'focus_automatic_continuous',
  });
  assert.deepEqual(controlOf(NEW_NAMES, 'auto_exposure')?.menu, [
    { value: 1, label: 'Manual Mode' },
    { value: 3, label: 'Aperture Priority Mode' },
  ]);
  assert.equal(controlOf(OLD_NAMES, 'brightness')?.minimum, -64);
  const groups = Object.fromEntries(parseCameraControls(NEW_NAMES).map(({ name, group }) => [name, group]));
  assert.deepEqual(
    [groups.power_line_frequency, groups.white_balance_temperature, groups.exposure_time_absolute, groups.sharpness],
    ['powerLine', 'whiteBalance', 'exposure', 'image'],
  );
});

test('flags and number menus of newer v4l-utils; what cannot be set is left out', () => {
  assert.equal(controlOf(NEWER_FLAGS, 'white_balance_temperature')?.isInactive, true);
  assert.equal(controlOf(NEWER_FLAGS, 'white_balance_temperature')?.heldBy, null, 'this camera has no such mode');
  assert.equal(controlOf(NEWER_FLAGS, 'brightness')?.isInactive, false);
  assert.equal(controlOf(NEWER_FLAGS, 'auto_exposure_bias')?.menu.length, 2);
  assert.equal(controlOf(NEWER_FLAGS, 'privacy'), undefined);
});

test('text of another program gives no control', () => {
  for (const text of ['', 'Cannot open device /dev/video9, exiting.', '\n(int) : min=', 'x'.repeat(100_000)])
    assert.deepEqual(parseCameraControls(text), []);
});

test('nothing asked: 50 Hz and a rate that stays, where the camera differs', () => {
  assert.deepEqual(planned(NEW_NAMES, {}), ['power_line_frequency=1', 'exposure_dynamic_framerate=0']);
  assert.deepEqual(planned(OLD_NAMES, {}), []);
  assert.deepEqual(planned(NEW_NAMES, { power_line_frequency: 2, exposure_dynamic_framerate: 1 }), []);
});

test('a value frees itself of the automatic mode that holds it, which is set first', () => {
  assert.deepEqual(planned(NEW_NAMES, { focus_absolute: 30, sharpness: 40 }), [
    'focus_automatic_continuous=0',
    'power_line_frequency=1',
    'sharpness=40',
    'exposure_dynamic_framerate=0',
    'focus_absolute=30',
  ]);
  assert.deepEqual(planned(OLD_NAMES, { exposure_time_absolute: 300, white_balance_temperature: 3200 }), [
    'white_balance_temperature_auto=0',
    'exposure_auto=1',
    'white_balance_temperature=3200',
    'exposure_absolute=300',
  ]);
});

test('a mode that is asked for itself has the last word: the value waits, and is no complaint', () => {
  const asked = { focus_absolute: 30, focus_automatic_continuous: 1 };
  assert.deepEqual(
    planned(NEW_NAMES, asked).filter((step) => step.startsWith('focus')),
    [],
  );
  assert.deepEqual(untakenControls(parseCameraControls(NEW_NAMES), asked), []);
});

test('names that the camera does not have do nothing; values between two steps are the nearest', () => {
  assert.deepEqual(planned(OLD_NAMES, { laser: 1, focus_absolute: 3 }), []);
  const focused = NEW_NAMES.replace('value=60 flags=inactive', 'value=30').replace('default=1 value=1\n     ', '');
  assert.deepEqual(planned(focused, { focus_absolute: 31, focus_automatic_continuous: 0 }).slice(-1), [
    'exposure_dynamic_framerate=0',
  ]);
});

test('what is no longer asked for goes back, with the mode that had let go of it', () => {
  const set = NEW_NAMES.replace('value=60 flags=inactive', 'value=30').replace(
    'focus_automatic_continuous 0x009a090c (bool)   : default=1 value=1',
    'focus_automatic_continuous 0x009a090c (bool)   : default=1 value=0',
  );
  assert.deepEqual(
    planned(set, {}, ['focus_absolute']).filter((step) => step.startsWith('focus')),
    ['focus_automatic_continuous=1'],
  );
});

test('what was asked for and is not so is named, the box’s own wishes are not', () => {
  assert.deepEqual(untakenControls(parseCameraControls(NEW_NAMES), { sharpness: 40, zoom_absolute: 1, laser: 5 }), [
    'sharpness',
  ]);
});
