import type { Channel, ChannelName } from '../message.ts';
import { email } from './email.ts';
import { matrix } from './matrix.ts';
import { webhook } from './webhook.ts';

export const channels: Record<ChannelName, Channel> = { webhook, email, matrix };
