import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { type KeyInput, listenToKeyboard } from '../../../../device/control/button/keyboard.ts';
import { FakeClock, settled } from '../../../tools/machine/fake-clock.ts';

function keyboard(isTerminal: boolean) {
  const clock = new FakeClock();
  const pipe = new PassThrough();
  const raw: boolean[] = [];
  const input: KeyInput = isTerminal
    ? Object.assign(pipe, { isTTY: true, setRawMode: (isRaw: boolean) => raw.push(isRaw) })
    : pipe;
  const told: string[] = [];
  const stop = listenToKeyboard({
    input,
    clock,
    press: (gesture) => told.push(gesture),
    interrupt: () => told.push('interrupt'),
  });
  const type = async (text: string) => {
    pipe.write(text);
    await settled();
  };
  return { clock, pipe, raw, told, stop, type };
}

test('on a pipe: space, o, h, H and R, anything else is ignored', async () => {
  const { told, type } = keyboard(false);
  await type(' \n');
  await type('o\r\n');
  await type('h');
  await type('xOé\0\u0003\t1');
  await type('  ');
  await type('HR');
  assert.deepEqual(told, ['short', 'double', 'hold', 'short', 'short', 'end', 'startUpHold']);
});

test('a pipe that ends or breaks ends nothing', async () => {
  const { told, pipe, type } = keyboard(false);
  await type('o');
  pipe.destroy(new Error('EIO'));
  await settled();
  assert.deepEqual(told, ['double']);
});

test('on a terminal: raw while listening, given back after, once', async () => {
  const { raw, told, stop, pipe, type } = keyboard(true);
  assert.deepEqual(raw, [true]);
  await type(' ');
  stop();
  assert.deepEqual(raw, [true, false]);
  assert.ok(pipe.isPaused());
  await type('o');
  assert.deepEqual(told, ['short']);
});

test('on a terminal Ctrl-C still ends the program', async () => {
  const { told, type } = keyboard(true);
  await type('\u0003');
  assert.deepEqual(told, ['interrupt']);
});

test('a key that is kept down counts once, and again after it was let go', async () => {
  const { clock, told, type } = keyboard(true);
  await type(' ');
  clock.advance(660);
  for (let n = 0; n < 50; n++) {
    await type(' ');
    clock.advance(33);
  }
  assert.deepEqual(told, ['short']);
  await type('h');
  clock.advance(700);
  await type(' ');
  assert.deepEqual(told, ['short', 'hold', 'short']);
});

test('arrow and function keys are not the letters they hold', async () => {
  const { told, type } = keyboard(true);
  await type('\u001b[A');
  await type('\u001bOo');
  await type('\u001bh');
  assert.deepEqual(told, []);
});
