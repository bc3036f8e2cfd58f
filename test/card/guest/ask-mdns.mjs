// node ask-mdns.mjs OWN NAME: asks those on the network of the address OWN who NAME.local is. Prints the address, or nothing after 20 s.
import { createSocket } from 'node:dgram';

const [own, name] = process.argv.slice(2);
const labels = [name, 'local'].map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
/** One question for an IPv4 address, class IN. */
const question = Buffer.concat([
  Buffer.from([0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  ...labels,
  Buffer.from([0, 0, 1, 0, 1]),
]);
const socket = createSocket('udp4');
socket.on('message', (answer) => {
  const isAnswer = answer[2] & 0x80 && answer.readUInt16BE(6) > 0;
  // The address is the end of the answer to one question for it.
  if (!isAnswer) return;
  console.log([...answer.subarray(answer.length - 4)].join('.'));
  process.exit();
});
socket.bind(0, own, () => {
  socket.setMulticastInterface(own);
  const ask = () => socket.send(question, 5353, '224.0.0.251');
  ask();
  setInterval(ask, 2_000);
  setTimeout(() => process.exit(), 20_000);
});
